import type { JsonObject } from '@pylon/core'
import type { JwtClaims, JwtReason } from './verdict.ts'

/** What the caller, never the token, says a payload must hold. */
export interface ClaimExpectations {
  /** To the letter. */
  readonly expectedIssuer: string
  /** One of these must be in `aud`; default null: the token must name no audience (RFC 7519 §4.1.3). */
  readonly expectedAudience?: string | readonly string[] | null
  /** How far the issuer's clock may be off, in seconds; default 0. */
  readonly clockSkewSecs?: number
  readonly now: number
}

export function checkClaims(claims: JsonObject, expectations: ClaimExpectations): JwtClaims | JwtReason {
  return timeProblem(claims, expectations) ?? partyProblem(claims, expectations) ?? (claims as JwtClaims)
}

function timeProblem({ exp, nbf, iat }: JsonObject, { now, clockSkewSecs = 0 }: ClaimExpectations): JwtReason | null {
  if (exp === undefined) return 'no_expiry'
  if (!isTime(exp) || (nbf !== undefined && !isTime(nbf)) || (iat !== undefined && !isTime(iat))) {
    return 'malformed_time'
  }
  if (now >= exp + clockSkewSecs) return 'expired'
  return nbf !== undefined && now + clockSkewSecs < nbf ? 'not_yet_valid' : null
}

/** Fractions are allowed (RFC 7519 §2); what no number holds exactly is no moment, `1e400` among it. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER

function partyProblem(
  { iss, aud, sub }: JsonObject,
  { expectedIssuer, expectedAudience = null }: ClaimExpectations,
): JwtReason | null {
  if (iss !== expectedIssuer) return 'wrong_issuer'
  if (!isAudience(aud, expectedAudience)) return 'wrong_audience'
  return isText(sub) ? null : 'malformed_subject'
}

function isAudience(audience: unknown, expected: string | readonly string[] | null): boolean {
  if (expected === null) return audience === undefined
  const named = typeof audience === 'string' ? [audience] : audience
  const wanted = typeof expected === 'string' ? [expected] : expected
  return Array.isArray(named) && named.every(isText) && named.some(each => wanted.includes(each))
}

/** A lone surrogate is no text: databases store it as something else. */
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.isWellFormed()
