import { isCommonPassword } from './common-passwords.ts'
import { isCertainlyTooLong, maxPasswordBytes } from './password-bytes.ts'

/** What `checkPassword` measures a password against. */
export interface PolicyOptions {
  /** Least number of Unicode code points after NFC, default 8. */
  readonly minLength?: number
  /** The address of the account: neither it nor what stands before its `@` may be the password. */
  readonly email?: string | undefined
}

/** What is wrong with a password, for programs; the names stay. */
export type PolicyReason = 'malformed' | 'too_short' | 'too_long' | 'common' | 'same_as_email'

/** Why a password may not be chosen; the message can be shown to the one who chose it. */
export interface PolicyProblem {
  readonly reason: PolicyReason
  readonly message: string
}

/**
 * Judges a password that somebody wants to choose, without hashing and without network; null when it may be used. No
 * rules about kinds of characters (NIST SP 800-63B-4 §3.1.1.2).
 *
 * @example
 * import { checkPassword } from '@pylon/password'
 *
 * const problem = checkPassword('password123', { email: 'ada@example.com' })
 * console.log(problem?.reason) // common
 */
export function checkPassword(password: string, { minLength = 8, email }: PolicyOptions = {}): PolicyProblem | null {
  if (isCertainlyTooLong(password)) return tooLong
  if (!password.isWellFormed()) return malformed

  const normalized = password.normalize('NFC')
  if (Buffer.byteLength(normalized) > maxPasswordBytes) return tooLong
  if ([...normalized].length < minLength) return tooShort(minLength)

  const folded = normalized.toLowerCase()
  if (isCommonPassword(folded)) return common
  if (email !== undefined && isSameAsEmail(folded, email)) return sameAsEmail

  return null
}

function isSameAsEmail(folded: string, email: string): boolean {
  const address = email.toLowerCase()
  return folded === address || folded === address.slice(0, Math.max(0, address.lastIndexOf('@')))
}

const malformed: PolicyProblem = { reason: 'malformed', message: 'The password holds half a character' }
const tooLong: PolicyProblem = { reason: 'too_long', message: `Use at most ${maxPasswordBytes} bytes` }
const common: PolicyProblem = { reason: 'common', message: 'This password is among the most used ones' }
const sameAsEmail: PolicyProblem = { reason: 'same_as_email', message: 'Do not use your email address as password' }

const tooShort = (minLength: number): PolicyProblem => ({
  reason: 'too_short',
  message: `Use at least ${minLength} characters`,
})
