import type { JwtAlgorithm } from './algorithm.ts'
import { type ClaimExpectations, checkClaims } from './claims.ts'
import { splitCompact } from './compact.ts'
import { readHeader } from './header.ts'
import type { HeaderReader } from './header-memory.ts'
import { readJsonSegment } from './json-segment.ts'
import type { JwkLookup, JwkSet } from './jwk-set.ts'
import { isSignedWithSecret, type JwtSecret } from './secret.ts'
import { isSignedWithKey } from './signature.ts'
import { type JwtHeader, type JwtRefusal, type JwtVerdict, refusal } from './verdict.ts'

export interface SecretJwtExpectations extends ClaimExpectations {
  readonly secret: JwtSecret
}

export interface JwtExpectations extends ClaimExpectations {
  readonly keys: JwkSet | JwtSecret
  /** The only ones that are believed; HS256 goes with a secret alone, the others with a key set alone. */
  readonly algorithms: readonly JwtAlgorithm[]
}

/**
 * Verifies an HS256 token, at once. Never throws for a token, however hostile.
 *
 * @example
 * import { systemClock } from '@pylon/core'
 * import { createJwtSecret, verifySecretJwt } from '@pylon/jwt'
 *
 * const secret = createJwtSecret('a long random secret of the application')
 * const verdict = verifySecretJwt('a.b.c', { secret, expectedIssuer: 'https://app.example.com', now: systemClock() })
 */
export function verifySecretJwt(token: string, expectations: SecretJwtExpectations): JwtVerdict {
  const compact = splitCompact(token)
  if (typeof compact === 'string') return refusal(compact)
  const header = readHeader(compact.header, secretAlgorithms)
  if (typeof header === 'string') return refusal(header)
  if (!isSignedWithSecret(compact.signedText, compact.signature, expectations.secret)) return refusal('wrong_signature')
  return judgePayload(compact.payload, header, expectations)
}

/**
 * Verifies a token by a secret or by the keys of a foreign issuer. Never throws or rejects for a token.
 *
 * @example
 * import { systemClock } from '@pylon/core'
 * import { createJwkSet, verifyJwt } from '@pylon/jwt'
 *
 * const keys = createJwkSet({ jwksUrl: 'https://issuer.example.com/.well-known/jwks.json' })
 * const verdict = await verifyJwt('a.b.c', {
 *   keys,
 *   algorithms: ['RS256', 'ES256'],
 *   expectedIssuer: 'https://issuer.example.com',
 *   expectedAudience: 'https://api.example.com',
 *   clockSkewSecs: 60,
 *   now: systemClock(),
 * })
 */
export async function verifyJwt(token: string, expectations: JwtExpectations): Promise<JwtVerdict> {
  const { keys, algorithms } = expectations
  if ('find' in keys) return judgeByKeys(token, keys, expectations, readHeader)
  if (!algorithms.includes('HS256')) return refusal('wrong_algorithm')
  return verifySecretJwt(token, { ...expectations, secret: keys })
}

/** Verifies by the keys of a foreign issuer; the caller may remember headers. */
export async function judgeByKeys(
  token: string,
  keys: JwkSet,
  expectations: Omit<JwtExpectations, 'keys'>,
  read: HeaderReader,
): Promise<JwtVerdict> {
  const compact = splitCompact(token)
  if (typeof compact === 'string') return refusal(compact)
  const header = read(compact.header, expectations.algorithms)
  if (typeof header === 'string') return refusal(header)
  const lookup = await keys.find(header.alg, header.kid ?? null)
  if (lookup.kind !== 'found') return withoutKey(lookup)
  if (!isSignedWithKey(compact.signedText, compact.signature, lookup.key)) return refusal('wrong_signature')
  return judgePayload(compact.payload, header, expectations)
}

const secretAlgorithms: readonly JwtAlgorithm[] = ['HS256']

/** Only what its issuer signed is parsed at all. */
function judgePayload(payload: string, header: JwtHeader, expectations: ClaimExpectations): JwtVerdict {
  const json = readJsonSegment(payload)
  if (typeof json === 'string') return refusal(json)
  const claims = checkClaims(json, expectations)
  return typeof claims === 'string' ? refusal(claims) : { ok: true, claims, header }
}

function withoutKey(lookup: Exclude<JwkLookup, { readonly kind: 'found' }>): JwtRefusal {
  if (lookup.kind === 'unavailable') return refusal('keys_unavailable', lookup.cause)
  return refusal(lookup.kind === 'unknown' ? 'unknown_key' : 'ambiguous_key')
}
