import { isHashable } from '../password-bytes.ts'
import type { Verifier } from '../verifier.ts'
import { readBcryptHash } from './bcrypt.ts'
import { readBetterAuthHash } from './better-auth.ts'
import { readPbkdf2Hash } from './pbkdf2.ts'
import { readScryptHash } from './scrypt.ts'

/**
 * Reads a hash brought from another system: bcrypt, scrypt, PBKDF2 or better-auth's; null when it is none of them,
 * malformed, or costs more than we pay. The password is verified as it was typed, since those systems did not
 * normalize it.
 */
export function readForeignHash(stored: string): Verifier | null {
  const isCorrect =
    readBcryptHash(stored) ?? readScryptHash(stored) ?? readPbkdf2Hash(stored) ?? readBetterAuthHash(stored)
  if (isCorrect === null) return null

  return async password => isHashable(password) && isCorrect(password)
}
