import { hash, randomBytes } from 'node:crypto'

/**
 * Makes a bearer secret: the prefix and 64 lower-case hex digits, 256 bits from the system's random source.
 *
 * @example
 * import { generateToken } from '@pylon/core'
 *
 * const token = generateToken('pylon_')
 */
export function generateToken(prefix: string): string {
  return prefix + randomBytes(32).toString('hex')
}

/** Makes a public identifier: the prefix and 32 lower-case hex digits; no secret. */
export function generateId(prefix: string): string {
  return prefix + randomBytes(16).toString('hex')
}

/** The digest under which a 256-bit token is stored and found: SHA-256 in base64url, 43 characters. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url')
}

/** Tells whether a text has the form of a token: the prefix and 64 lower-case hex digits. */
export function isToken(prefix: string, text: string): boolean {
  return text.length === prefix.length + 64 && text.startsWith(prefix) && hexDigits.test(text.slice(prefix.length))
}

const hexDigits = /^[0-9a-f]+$/
