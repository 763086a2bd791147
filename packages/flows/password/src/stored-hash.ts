import { readArgon2Hash } from './argon2.ts'
import { readForeignHash } from './foreign/foreign-hash.ts'
import type { Pepper } from './pepper.ts'
import type { Verifier } from './verifier.ts'

/** Reads a stored hash of any scheme we know; null when nothing can be verified with it. */
export const readStoredHash = (stored: string, pepper: Pepper | undefined): Verifier | null =>
  readArgon2Hash(stored, pepper) ?? readForeignHash(stored)
