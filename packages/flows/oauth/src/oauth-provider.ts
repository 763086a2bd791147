import type { Clock } from '@pylon/core'
import { createJwkSet, type JwkSet } from '@pylon/jwt'
import type { OAuthConfig } from './oauth-config.ts'
import { type AuthorizationSecrets, authorizationUrl } from './protocol/authorization-url.ts'
import { withDeadline } from './protocol/deadline.ts'
import { identifyByIdToken } from './protocol/identify.ts'
import { isIssuer } from './protocol/issuer.ts'
import { type JsonRequest, type ProviderFetch, requestJson } from './protocol/json-request.ts'
import { problemOf } from './protocol/provider-error.ts'
import { ProviderFault, type ProviderStep } from './protocol/provider-fault.ts'
import { parseTokenSet } from './protocol/token-answer.ts'
import { codeRequest, refreshRequest } from './protocol/token-request.ts'
import { askForUser } from './protocol/user-info-request.ts'
import type { ProviderData } from './providers/provider-data.ts'
import { objectAt } from './providers/read.ts'
import type { TokenSet } from './token-set.ts'
import type { UserInfo } from './user-info.ts'

/** What an authorization answer brings, and what was kept here for it. */
export interface AuthorizationAnswer extends Pick<AuthorizationSecrets, 'codeVerifier' | 'nonce'> {
  readonly code: string
  /** Who says to have answered (RFC 9207); null when nobody did. */
  readonly iss: string | null
}

/** One provider as this application uses it. Everything it does rejects with `ProviderFault` when the provider fails. */
export interface OAuthProvider {
  readonly id: string
  /** For people. */
  readonly name: string
  /** It answers by a form that the browser posts from afar. */
  readonly isFormPost: boolean
  /** Where to send the browser. */
  authorizationUrl(secrets: AuthorizationSecrets): Promise<string>
  /** Redeems a code: the tokens, and who they belong to. */
  exchange(answer: AuthorizationAnswer): Promise<{ readonly tokens: TokenSet; readonly user: UserInfo }>
  /** New tokens for a refresh token; without a new refresh token the old one stays good. */
  refresh(refreshToken: string): Promise<TokenSet>
}

export interface OAuthProviderParts {
  readonly config: OAuthConfig
  readonly name: string
  readonly isFormPost: boolean
  /** What is known of the provider, from here or by discovery. */
  readonly load: () => Promise<ProviderData>
  readonly fetch: ProviderFetch
  readonly clock: Clock
  readonly timeoutSecs: number
  readonly allowInsecureRequests: boolean
}

export function createOAuthProvider(parts: OAuthProviderParts): OAuthProvider {
  const { config, name, isFormPost, load, fetch, clock, timeoutSecs } = parts
  const { id, clientId } = config
  const keysOf = jwkSets(parts)
  const faultAt = (step: ProviderStep) => (reason: string) => new ProviderFault(id, step, reason)
  const inTime = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    withDeadline(timeoutSecs, () => faultAt('token')('timeout'), work)

  async function requestTokens(request: JsonRequest, signal: AbortSignal): Promise<TokenSet> {
    const fault = faultAt('token')
    const answer = await requestJson(request, { fetch, signal, fault })
    const problem = problemOf(answer)
    if (problem !== null) throw fault(problem)
    const tokens = parseTokenSet(objectAt(answer.body), clock())
    if (tokens === null) throw fault('no bearer token')
    return tokens
  }

  const secretOf = async (data: ProviderData): Promise<string> =>
    data.clientSecret === undefined ? config.clientSecret : data.clientSecret(config, clock())

  function checkIssuer({ identity }: ProviderData, iss: string | null): void {
    if (identity.kind !== 'id_token') return
    const isWrong = iss === null ? identity.isIssSent : !isIssuer(identity.issuer, iss)
    if (isWrong) throw faultAt('authorization')('wrong_issuer') // mix-up: a code of somebody else's (RFC 9207)
  }

  async function exchange({ code, iss, codeVerifier, nonce }: AuthorizationAnswer, signal: AbortSignal) {
    const data = await load()
    checkIssuer(data, iss)
    const clientSecret = await secretOf(data)
    const tokens = await requestTokens(codeRequest(data, config, { code, codeVerifier, clientSecret }), signal)
    const { identity } = data
    if (identity.kind === 'id_token') {
      const keys = keysOf(identity.jwksUrl)
      const own = { clientId, keys, fetch, clock, signal, faultAt }
      return { tokens, user: await identifyByIdToken(identity, tokens, nonce, own) }
    }
    const wire = { fetch, signal, fault: faultAt('user_info') }
    const user = await askForUser(identity, data, { clientId, accessToken: tokens.accessToken }, wire)
    return { tokens: { ...tokens, idToken: null }, user } // what nobody verified is not kept
  }

  async function refresh(refreshToken: string, signal: AbortSignal): Promise<TokenSet> {
    const data = await load()
    const clientSecret = await secretOf(data)
    return requestTokens(refreshRequest(data, config, { refreshToken, clientSecret }), signal)
  }

  return {
    id,
    name,
    isFormPost,
    authorizationUrl: async secrets => authorizationUrl(await load(), config, secrets),
    exchange: answer => inTime(signal => exchange(answer, signal)),
    refresh: refreshToken => inTime(signal => refresh(refreshToken, signal)),
  }
}

/** The keys of the provider, as long as it names the same place for them. */
function jwkSets({ fetch, clock, allowInsecureRequests }: OAuthProviderParts): (jwksUrl: string) => JwkSet {
  let last: { readonly jwksUrl: string; readonly keys: JwkSet } | null = null
  return jwksUrl => {
    if (last?.jwksUrl !== jwksUrl) {
      last = { jwksUrl, keys: createJwkSet({ jwksUrl, fetch, clock, allowInsecureRequests }) }
    }
    return last.keys
  }
}
