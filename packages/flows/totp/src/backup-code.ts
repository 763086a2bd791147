import { randomBytes } from 'node:crypto'

/**
 * Makes a backup code of 50 bits, as `xxxxx-xxxxx` of an alphabet without look-alikes (Crockford's base32).
 *
 * @example
 * import { generateBackupCode } from '@pylon/totp'
 *
 * const code = generateBackupCode() // '7k2mq-x09ve'
 */
export function generateBackupCode(): string {
  const letters = Array.from(randomBytes(length), byte => alphabet[byte % alphabet.length]) // 256 is 8 × 32: no bias
  return `${letters.slice(0, length / 2).join('')}-${letters.slice(length / 2).join('')}`
}

/** What is digested: no case, dashes or spaces, and look-alikes as what they were read from. Null for what is no code. */
export function readBackupCode(code: string): string | null {
  if (code.length > maxTypedLength) return null
  const typed = code.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1')
  return codeForm.test(typed) ? typed : null
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const length = 10
const maxTypedLength = 40
const codeForm = /^[0-9a-hjkmnp-tv-z]{10}$/
