import type { JwtReason } from './verdict.ts'

/** Largest token that is looked at, in characters: RFC 7519 sets none, our headers do. */
export const maxJwtLength = 8192

/** The three segments of a token in its compact form (RFC 7515 §7.1), still encoded. */
export interface CompactJwt {
  readonly header: string
  readonly payload: string
  readonly signature: string
  /** What was signed: header and payload with the dot between them. */
  readonly signedText: string
}

export function splitCompact(token: unknown): CompactJwt | JwtReason {
  if (typeof token !== 'string') return 'not_three_segments'
  if (token.length > maxJwtLength) return 'too_long' // before anything else reads it
  const headerEnd = token.indexOf('.')
  const payloadEnd = token.indexOf('.', headerEnd + 1)
  const isComplete = headerEnd > 0 && payloadEnd > headerEnd + 1 && payloadEnd < token.length - 1
  if (!isComplete || token.includes('.', payloadEnd + 1)) return 'not_three_segments'
  return {
    header: token.slice(0, headerEnd),
    payload: token.slice(headerEnd + 1, payloadEnd),
    signature: token.slice(payloadEnd + 1),
    signedText: token.slice(0, payloadEnd),
  }
}
