/** Longest password that is hashed, in bytes of UTF-8 after NFC. */
export const maxPasswordBytes = 1024

/** The bytes that are hashed: Unicode NFC in UTF-8, nothing else changed; null for what `isHashable` refuses. */
export function passwordBytes(password: string): Uint8Array | null {
  if (isCertainlyTooLong(password) || !password.isWellFormed()) return null
  const bytes = new TextEncoder().encode(password.normalize('NFC'))

  return bytes.byteLength <= maxPasswordBytes ? bytes : null
}

/** False for lone surrogates, which UTF-8 folds into one character, and for more than 1024 bytes after NFC. */
export const isHashable = (password: string): boolean => passwordBytes(password) !== null

/**
 * Whether no NFC form of this can be within the limit, told without making one: normalizing 100 kB of combining marks
 * takes seconds. What fits 1024 bytes has at most 1.5 UTF-16 units for each of them, however it was decomposed.
 */
export const isCertainlyTooLong = (password: string): boolean => password.length > 2 * maxPasswordBytes
