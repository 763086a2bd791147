/**
 * The one form under which an address is stored and compared: trimmed, lower-cased, NFC. Null for what is no address:
 * not exactly one `@`, control characters or spaces, characters of lists and markup, an empty label, over 254 bytes.
 *
 * @example
 * import { normalizeEmail } from '@pylon/core'
 *
 * normalizeEmail(' Ada@Example.COM ') // 'ada@example.com'
 */
export function normalizeEmail(text: string): string | null {
  if (text.length > 1024) return null
  const email = text.trim().normalize('NFC').toLowerCase().normalize('NFC')
  const isAddress =
    addressForm.test(email) && !forbidden.test(email) && new TextEncoder().encode(email).byteLength <= maxBytes
  return isAddress ? email : null
}

const maxBytes = 254 // RFC 5321 §4.5.3.1.3, less the angle brackets

/** One `@`; a domain of labels that neither start nor end with a dot or hyphen. */
const addressForm = /^[^@]+@[^@.-](?:[^@.]*[^@.-])?(?:\.[^@.-](?:[^@.]*[^@.-])?)*$/u

/** Control and invisible characters, spaces, what separates addresses or quotes them, and look-alikes of `@`. */
const forbidden = /[\p{C}\p{Z},;:<>()[\]\\"\uFF20\uFE6B]/u
