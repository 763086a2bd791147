import type { Clock } from '@pylon/core'
import type { JwkSet } from '@pylon/jwt'
import type { IdTokenIdentity } from '../providers/provider-data.ts'
import { standardUserInfo } from '../providers/standard-claims.ts'
import type { TokenSet } from '../token-set.ts'
import type { UserInfo } from '../user-info.ts'
import { verifyIdToken } from './id-token.ts'
import type { ProviderFetch } from './json-request.ts'
import type { FaultOf, ProviderStep } from './provider-fault.ts'
import { withUserInfo } from './user-info-request.ts'

export interface IdentifyParts {
  readonly clientId: string
  readonly keys: JwkSet
  readonly fetch: ProviderFetch
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly faultAt: (step: ProviderStep) => FaultOf
}

/** Says who an id_token is about, with what the user-info endpoint adds; throws a fault when it is not to be believed. */
export async function identifyByIdToken(
  { issuer, userInfoUrl, toUserInfo = standardUserInfo }: IdTokenIdentity,
  { accessToken, idToken }: TokenSet,
  expectedNonce: string,
  { clientId, keys, fetch, clock, signal, faultAt }: IdentifyParts,
): Promise<UserInfo> {
  const expected = { expectedIssuer: issuer, expectedAudience: clientId, expectedNonce, accessToken }
  const claims = await verifyIdToken(idToken, { ...expected, keys, now: clock() }, faultAt('id_token'))
  const fault = faultAt('user_info')
  const all =
    userInfoUrl === null ? claims : await withUserInfo(claims, userInfoUrl, accessToken, { fetch, signal, fault })
  const user = toUserInfo(all)
  if (user === null) throw fault('names nobody')
  return user
}
