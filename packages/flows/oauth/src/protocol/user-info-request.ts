import type { JsonObject } from '@pylon/core'
import type { ApiIdentity, ProviderData, UserInfoRequest } from '../providers/provider-data.ts'
import { objectAt } from '../providers/read.ts'
import type { UserInfo } from '../user-info.ts'
import { type JsonAnswer, requestJson, type Wire } from './json-request.ts'
import { problemOf } from './provider-error.ts'
import { userAgent } from './token-request.ts'

/** Asks a provider's own API who an access token belongs to. */
export async function askForUser(
  identity: ApiIdentity,
  { headers }: Pick<ProviderData, 'headers'>,
  { clientId, accessToken }: { readonly clientId: string; readonly accessToken: string },
  wire: Wire,
): Promise<UserInfo> {
  const requests = identity.requests({ clientId })
  const answers = await Promise.all(
    requests.map(request => ask({ ...request, headers: { ...headers, ...request.headers } }, accessToken, wire)),
  )
  const user = identity.toUserInfo(answers.map(({ body }) => body))
  if (user === null) throw wire.fault('names nobody')
  return user
}

/**
 * The claims of an id_token and what the user-info endpoint adds to them (OpenID Connect Core §5.3). The address and the
 * word on it are taken from the same place: what one calls verified must not vouch for what the other names.
 */
export async function withUserInfo(
  claims: JsonObject,
  userInfoUrl: string,
  accessToken: string,
  wire: Wire,
): Promise<JsonObject> {
  const more = objectAt((await ask({ url: userInfoUrl }, accessToken, wire)).body)
  if (more.sub !== claims.sub) throw wire.fault('other subject') // §5.3.2: a swapped token
  const { email, email_verified: isVerified } = claims.email === undefined ? more : claims
  return { ...more, ...claims, email, email_verified: isVerified }
}

async function ask(request: UserInfoRequest, accessToken: string, wire: Wire): Promise<JsonAnswer> {
  const { method = 'GET', url, headers, body = null } = request
  const sent = {
    Accept: 'application/json',
    'User-Agent': userAgent,
    ...headers,
    Authorization: `Bearer ${accessToken}`,
  }
  const answer = await requestJson({ method, url, headers: sent, body }, wire)
  const problem = problemOf(answer)
  if (problem !== null) throw wire.fault(problem)
  return answer
}
