import { constantTimeEqual } from '@pylon/core'
import { HOTP } from 'otpauth'
import type { TotpParameters } from './parameters.ts'
import { readSecret } from './secret.ts'

export interface TotpCheck extends TotpParameters {
  /** Base32, at least 80 bits. */
  readonly secret: string
  /** As typed: the digits alone, or with one space in their middle as apps show them. */
  readonly code: string
  /** Unix seconds. */
  readonly now: number
  /** The last step that was accepted for this secret; default -1: none was. */
  readonly lastStep?: number
  /** Steps before and after the current one that count too; default 1. */
  readonly window?: number
}

/**
 * Verifies a one-time code (RFC 6238): the step it belongs to, or null when it is wrong, malformed, or of a step that
 * is not after `lastStep`. An unreadable secret verifies nothing. Store the step before the code counts, in one
 * statement that only moves forward.
 *
 * @example
 * import { verifyTotp } from '@pylon/totp'
 *
 * const now = Math.floor(Date.now() / 1000)
 * const accepted = verifyTotp({ secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', code: '287 082', now, lastStep: 0 })
 */
export function verifyTotp(check: TotpCheck): { readonly step: number } | null {
  const { secret, code, now, lastStep = -1, algorithm = 'SHA1', digits = 6, periodSecs = 30, window = 1 } = check
  const typed = readTotpCode(code, digits)
  const key = readSecret(secret)
  const current = Math.floor(now / periodSecs)
  // past the safe integers a step plus one is the same step, and the loop would not end
  if (typed === null || key === null || !Number.isSafeInteger(current + window)) return null

  const accepted: number[] = []
  // each step of the window is computed and compared, so that the time does not tell which one was right
  for (let step = Math.max(0, current - window); step <= current + window; step += 1) {
    const isRight = constantTimeEqual(HOTP.generate({ secret: key, algorithm, digits, counter: step }), typed)
    if (isRight && step > lastStep) accepted.push(step)
  }
  return accepted[0] === undefined ? null : { step: accepted[0] }
}

export interface TotpMoment extends TotpParameters {
  /** Base32, at least 80 bits. */
  readonly secret: string
  /** Unix seconds. */
  readonly now: number
}

/**
 * The code that an authenticator app shows at a moment (RFC 6238).
 *
 * Throws `TypeError` for a secret that is no base32 or too short.
 *
 * @example
 * import { generateTotpCode } from '@pylon/totp'
 *
 * const code = generateTotpCode({ secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', now: 59 }) // '287082'
 */
export function generateTotpCode(moment: TotpMoment): string {
  const { secret, now, algorithm = 'SHA1', digits = 6, periodSecs = 30 } = moment
  const key = readSecret(secret)
  if (key === null) throw new TypeError('The secret is no base32 of at least 80 bits')
  return HOTP.generate({ secret: key, algorithm, digits, counter: Math.floor(now / periodSecs) })
}

/** Null for what no code of that many digits looks like. */
export function readTotpCode(code: string, digits: number): string | null {
  const half = digits / 2
  const isSpaced = code.length === digits + 1 && code[half] === ' '
  const typed = isSpaced ? code.slice(0, half) + code.slice(half + 1) : code
  return typed.length === digits && /^[0-9]+$/.test(typed) ? typed : null
}
