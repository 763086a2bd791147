/** Tells one bare address from a list, a display name, markup, or anything that could end a header line. */
export function isAddress(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > maxBytes) return false
  return addressForm.test(text) && !forbidden.test(text) && Buffer.byteLength(text) <= maxBytes
}

const maxBytes = 254 // RFC 5321 §4.5.3.1.3, less the angle brackets

/** One `@`; a domain of labels that neither start nor end with a dot or hyphen. */
const addressForm = /^[^@]+@[^@.-](?:[^@.]*[^@.-])?(?:\.[^@.-](?:[^@.]*[^@.-])?)*$/u

/** Control and invisible characters, spaces, what separates addresses or quotes them, and look-alikes of `@`. */
const forbidden = /[\p{C}\p{Z},;:<>()[\]\\"\uFF20\uFE6B]/u
