import { readArgon2Hash } from './argon2.ts'
import { readForeignHash } from './foreign/foreign-hash.ts'
import type { Pepper } from './pepper.ts'
import type { Verifier } from './verifier.ts'

/** Reads a stored hash of any scheme we know; null when nothing can be verified with it. */
export function readStoredHash(stored: string, pepper: Pepper | undefined): Verifier | null {
  if (stored.length > maxStoredHashLength) return null
  return readArgon2Hash(stored, pepper) ?? readForeignHash(stored)
}

/** In characters; the longest we know, better-auth's, has 161. */
const maxStoredHashLength = 512
