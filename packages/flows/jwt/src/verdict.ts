import type { JsonValue } from '@pylon/core'
import type { JwtAlgorithm } from './algorithm.ts'

/** What a token says once its signature, times, issuer and audience were found right. */
export interface JwtClaims {
  readonly iss: string
  readonly sub: string
  readonly exp: number
  readonly iat?: number
  readonly nbf?: number
  readonly aud?: string | readonly string[]
  readonly [name: string]: JsonValue | undefined
}

export interface JwtHeader {
  readonly alg: JwtAlgorithm
  readonly kid?: string
  readonly typ?: string
  readonly [name: string]: JsonValue | undefined
}

/** Why a token was refused: for logs, never for the client. */
export type JwtReason =
  | 'too_long'
  | 'not_three_segments'
  | 'not_base64url'
  | 'not_a_json_object'
  | 'nested_too_deep'
  | 'duplicate_member'
  | 'critical_header'
  | 'embedded_key'
  | 'encrypted'
  | 'malformed_header'
  | 'wrong_type'
  | 'wrong_algorithm'
  | 'unknown_key'
  | 'ambiguous_key'
  | 'keys_unavailable'
  | 'wrong_signature'
  | 'malformed_time'
  | 'no_expiry'
  | 'expired'
  | 'not_yet_valid'
  | 'wrong_issuer'
  | 'wrong_audience'
  | 'malformed_subject'

export interface JwtRefusal {
  readonly ok: false
  /** Holds nothing of the token. */
  readonly reason: JwtReason
  /** What went wrong below, for `keys_unavailable`. */
  readonly cause?: unknown
}

export type JwtVerdict = { readonly ok: true; readonly claims: JwtClaims; readonly header: JwtHeader } | JwtRefusal

export const refusal = (reason: JwtReason, cause?: unknown): JwtRefusal =>
  cause === undefined ? { ok: false, reason } : { ok: false, reason, cause }
