import { type Clock, ConfigError, systemClock } from '@pylon/core'
import type { JwtAlgorithm } from './algorithm.ts'
import { createHeaderMemory } from './header-memory.ts'
import { createJwkSet, type JwkSet, type JwkSetOptions } from './jwk-set.ts'
import { createJwtSecret, type JwtSecret } from './secret.ts'
import type { JwtClaims, JwtVerdict } from './verdict.ts'
import { judgeByKeys, verifySecretJwt } from './verify.ts'

export interface JwtVerifierOptions extends Partial<JwkSetOptions> {
  /** What `iss` must be, to the letter. */
  readonly issuer: string
  /** One of these must be in `aud`; default null: tokens must name no audience. */
  readonly audience?: string | readonly string[] | null
  /** Of HS256 tokens, at least 32 bytes; give this or `jwksUrl`. */
  readonly secret?: string | Uint8Array
  /** Former ones that still verify; default none. */
  readonly previousSecrets?: readonly (string | Uint8Array)[]
  /** Default HS256 with a secret, RS256 and ES256 with `jwksUrl`. */
  readonly algorithms?: readonly JwtAlgorithm[]
  /** How far the issuer's clock may be off, in seconds; default 0 with a secret, 60 with `jwksUrl`. */
  readonly clockSkewSecs?: number
}

export interface JwtVerifier {
  readonly issuer: string
  /** Null for a token that is not to be believed; never rejects. */
  verify(token: string): Promise<JwtClaims | null>
  /** The same with the reason, for logs. */
  judge(token: string): Promise<JwtVerdict>
}

/**
 * Verifies the tokens of one issuer; stands alone in a service that has nothing else of Pylon.
 *
 * Throws `ConfigError` for a short secret, an insecure URL, or algorithms that do not go with the keys.
 *
 * @example
 * import { createJwtVerifier } from '@pylon/jwt'
 *
 * const verifier = createJwtVerifier({
 *   issuer: 'https://app.example.com',
 *   secret: 'a long random secret of the application',
 * })
 * const claims = await verifier.verify('a.b.c')
 */
export function createJwtVerifier(options: JwtVerifierOptions): JwtVerifier {
  const isBySecret = options.secret !== undefined
  const {
    issuer,
    audience = null,
    algorithms = isBySecret ? ['HS256'] : ['RS256', 'ES256'],
    clockSkewSecs = isBySecret ? 0 : 60,
    clock = systemClock,
  } = options
  checkOptions({ ...options, audience, algorithms, clockSkewSecs })
  const keys = keysOf(options, clock)
  const readHeader = createHeaderMemory()

  async function judge(token: string): Promise<JwtVerdict> {
    const expected = { expectedIssuer: issuer, expectedAudience: audience, clockSkewSecs, now: clock() }
    if ('find' in keys) return judgeByKeys(token, keys, { ...expected, algorithms }, readHeader)
    return verifySecretJwt(token, { ...expected, secret: keys })
  }

  return {
    issuer,
    judge,
    async verify(token) {
      const verdict = await judge(token)
      return verdict.ok ? verdict.claims : null
    },
  }
}

function keysOf(
  { secret, previousSecrets, jwksUrl = '', ...rest }: JwtVerifierOptions,
  clock: Clock,
): JwkSet | JwtSecret {
  if (secret !== undefined) return createJwtSecret(secret, previousSecrets)
  const { fetch, allowInsecureRequests = false } = rest
  return createJwkSet({ jwksUrl, clock, allowInsecureRequests, ...(fetch === undefined ? {} : { fetch }) })
}

type CheckedOptions = JwtVerifierOptions &
  Required<Pick<JwtVerifierOptions, 'audience' | 'algorithms' | 'clockSkewSecs'>>

function checkOptions({ issuer, audience, secret, jwksUrl, algorithms, clockSkewSecs }: CheckedOptions): void {
  const fitting = secret === undefined ? ['RS256', 'ES256', 'EdDSA'] : ['HS256']
  const problems = [
    ...(issuer === '' ? ['issuer: expected a text, found an empty one'] : []),
    ...((secret === undefined) === (jwksUrl === undefined) ? ['secret, jwksUrl: expected one of them'] : []),
    ...(audience !== null && audience.length === 0 ? ['audience: expected a text or texts, found none'] : []),
    ...(algorithms.length === 0 ? ['algorithms: expected at least one'] : []),
    ...algorithms
      .filter(algorithm => !fitting.includes(algorithm))
      .map(algorithm => `algorithms: expected ${fitting.join(', ')}, found ${algorithm}`),
    ...(isSkew(clockSkewSecs) ? [] : [`clockSkewSecs: expected 0 to 600 seconds, found ${clockSkewSecs}`]),
  ]
  if (problems.length > 0) throw new ConfigError(problems)
}

const isSkew = (secs: number): boolean => Number.isInteger(secs) && secs >= 0 && secs <= 600
