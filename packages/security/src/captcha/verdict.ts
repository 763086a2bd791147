import type { JsonObject } from '@pylon/core'

export interface Expectations {
  readonly expectedHostname: string | null
  /** Null for vendors without a score. */
  readonly minScore: number | null
  /** Refuses an answer without a score: reCAPTCHA v2 gives none. */
  readonly isScoreRequired: boolean
}

/** Judges what a vendor answered: anything but a clear yes is a no. */
export function isSolved(answer: JsonObject, { expectedHostname, minScore, isScoreRequired }: Expectations): boolean {
  if (answer.success !== true) return false
  // a token solved for another site is a token that its visitors were made to solve
  if (expectedHostname !== null && answer.hostname !== expectedHostname) return false
  if (minScore === null) return true
  const score = answer.score
  if (score === undefined) return !isScoreRequired
  return typeof score === 'number' && score >= minScore
}

/** Tells whether the vendor complains about us rather than about the visitor. */
export function isOurMistake(answer: JsonObject): boolean {
  const codes = answer['error-codes']
  return Array.isArray(codes) && codes.some(code => typeof code === 'string' && ourMistakes.has(code))
}

const ourMistakes: ReadonlySet<string> = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'sitekey-secret-mismatch',
  'not-using-dummy-secret',
  'bad-request',
  'internal-error',
])
