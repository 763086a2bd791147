import {
  type AuthContext,
  type Authenticator,
  bearerFrom,
  type Clock,
  ConfigError,
  type RequestContext,
  systemClock,
} from '@pylon/core'
import { maxJwtLength, splitCompact } from '../compact.ts'
import { readJsonSegment } from '../json-segment.ts'
import { invalidJwt, jwtMisconfigured } from './errors.ts'
import { type ForeignIssuerOptions, foreignIssuer } from './foreign-issuer.ts'
import type { Issuer } from './issuer.ts'
import { type OwnJwtOptions, ownIssuer } from './own-issuer.ts'

export interface JwtAuthenticatorOptions {
  /** Default null: the server mints none. */
  readonly own?: OwnJwtOptions | null
  /** Default none. */
  readonly foreign?: readonly ForeignIssuerOptions[]
  readonly clock?: Clock
}

/**
 * Recognises callers by JWTs: the server's own and those of foreign issuers, each by its own keys. Without any issuer
 * it recognises nobody.
 *
 * Throws `ConfigError` for a short secret, an insecure URL, algorithms that do not go with the keys, or two entries for
 * one issuer. Refuses requests with `INVALID_JWT`, or `JWT_MISCONFIGURED` when there is a secret and no issuer.
 *
 * @example
 * import { createApp } from '@pylon/core'
 * import { jwtAuthenticator } from '@pylon/jwt/flow'
 *
 * const jwt = jwtAuthenticator({
 *   own: { secret: 'a long random secret of the application', issuer: 'https://app.example.com' },
 *   foreign: [
 *     {
 *       issuer: 'https://acme.auth0.com/',
 *       audience: 'https://api.example.com',
 *       jwksUrl: 'https://acme.auth0.com/.well-known/jwks.json',
 *     },
 *   ],
 * })
 * const app = createApp({ authenticators: [jwt] })
 */
export function jwtAuthenticator({
  own = null,
  foreign = [],
  clock = systemClock,
}: JwtAuthenticatorOptions): Authenticator {
  const issuers = createIssuers(own, foreign, clock)

  async function judge(token: string): Promise<AuthContext> {
    const issuer = chooseIssuer(token, issuers)
    if (issuer === null) throw invalidJwt({ reason: 'wrong_issuer' })
    const verdict = await issuer.verifier.judge(token)
    if (!verdict.ok) throw invalidJwt(verdict)
    const context = issuer.toAuthContext(verdict.claims)
    if (typeof context === 'string') throw invalidJwt({ reason: context })
    return context
  }

  return {
    name: 'jwt',
    async authenticate(ctx) {
      if (own === null && foreign.length === 0) return null
      const token = jwtFrom(ctx)
      if (token === null) return null
      if (own !== null && own.issuer === null) throw jwtMisconfigured()
      return judge(token)
    },
  }
}

function createIssuers(own: OwnJwtOptions | null, foreign: readonly ForeignIssuerOptions[], clock: Clock): Issuer[] {
  const ours = own === null ? [] : [ownIssuer(own, clock)].filter(issuer => issuer !== null)
  const issuers = [...ours, ...foreign.map(options => foreignIssuer(options, clock))]
  const names = issuers.map(({ verifier }) => verifier.issuer)
  const twice = names.filter((name, at) => names.indexOf(name) !== at)
  if (twice.length > 0) throw new ConfigError(twice.map(name => `issuer: expected one entry for ${name}, found two`))
  return issuers
}

/** A bearer of three segments that is neither a session token nor an API key. */
function jwtFrom(ctx: RequestContext): string | null {
  const bearer = bearerFrom(ctx)
  if (bearer === null || bearer.startsWith('pylon_') || bearer.startsWith('pk.')) return null
  return jwtForm.test(bearer) ? bearer : null
}

const jwtForm = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** What the token says of its issuer picks which keys it is held against, and nothing else. */
function chooseIssuer(token: string, issuers: readonly Issuer[]): Issuer | null {
  if (issuers.length === 1) return issuers[0] ?? null
  const compact = token.length > maxJwtLength ? null : splitCompact(token)
  const claims = compact === null || typeof compact === 'string' ? null : readJsonSegment(compact.payload)
  const name = claims === null || typeof claims === 'string' ? null : claims.iss
  return issuers.find(({ verifier }) => verifier.issuer === name) ?? null
}
