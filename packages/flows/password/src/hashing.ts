import { randomBytes } from 'node:crypto'
import { ConfigError } from '@pylon/core'
import { argon2Tag } from './argon2.ts'
import { type Argon2Hash, type Argon2Scheme, formatArgon2String, parseArgon2String } from './argon2-string.ts'
import { type HashingOptions, hashingProblems, saltBytes, schemeFrom, tagBytes } from './hashing-options.ts'
import { maxPasswordBytes, passwordBytes } from './password-bytes.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { currentSecret, type Pepper } from './pepper.ts'
import { readStoredHash } from './stored-hash.ts'

/**
 * Hashes a password with argon2id (RFC 9106) into a PHC string; for a server under load use `createPasswords`, which
 * bounds how many hashes run at once. Throws a RangeError for lone surrogates and for more than 1024 bytes.
 *
 * @example
 * import { hashPassword } from '@pylon/password'
 *
 * const hash = await hashPassword('correct horse battery')
 */
export async function hashPassword(password: string, options: HashingOptions = {}): Promise<string> {
  return createHasher(options).hash(password)
}

/**
 * Whether the password belongs to the hash: argon2 with any parameters, or bcrypt, scrypt and PBKDF2 brought from
 * elsewhere. False, never an error, for a hash that is malformed, absurdly costly or made with an unknown pepper.
 *
 * @example
 * import { hashPassword, verifyPassword } from '@pylon/password'
 *
 * const hash = await hashPassword('correct horse battery')
 * const isCorrect = await verifyPassword(hash, 'correct horse battery')
 */
export async function verifyPassword(hash: string, password: string, options: HashingOptions = {}): Promise<boolean> {
  return createHasher(options).verify(hash, password)
}

/**
 * The argon2id hasher behind `hashPassword` and `verifyPassword`. Throws ConfigError for options out of range.
 *
 * @example
 * import { createHasher } from '@pylon/password'
 *
 * const hasher = createHasher({ memoryCostKib: 47_104, timeCost: 1 })
 * const isOld = hasher.needsRehash('$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q')
 */
export function createHasher(options: HashingOptions = {}): PasswordHasher {
  const problems = hashingProblems(options)
  if (problems.length > 0) throw new ConfigError(problems)

  const scheme = schemeFrom(options)

  return {
    hash: password => hashWith(scheme, currentSecret(options.pepper), password),
    verify: (hash, password) => verifyWith(options.pepper, hash, password),
    needsRehash: hash => !isMadeWith(scheme, parseArgon2String(hash)),
  }
}

async function hashWith(scheme: Argon2Scheme, secret: Uint8Array, password: string): Promise<string> {
  const bytes = passwordBytes(password)
  if (bytes === null) throw new RangeError(`Expected well-formed text of at most ${maxPasswordBytes} bytes`)

  const salt = randomBytes(saltBytes)
  const tag = await argon2Tag(bytes, { ...scheme, salt, tagBytes, secret })

  return formatArgon2String({ ...scheme, salt, tag })
}

async function verifyWith(pepper: Pepper | undefined, hash: string, password: string): Promise<boolean> {
  const isCorrect = readStoredHash(hash, pepper)
  return (await isCorrect?.(password)) ?? false
}

const isMadeWith = (scheme: Argon2Scheme, hash: Argon2Hash | null): boolean =>
  hash !== null &&
  hash.algorithm === scheme.algorithm &&
  hash.version === scheme.version &&
  hash.memoryCostKib === scheme.memoryCostKib &&
  hash.timeCost === scheme.timeCost &&
  hash.parallelism === scheme.parallelism &&
  hash.keyId === scheme.keyId &&
  hash.salt.byteLength === saltBytes &&
  hash.tag.byteLength === tagBytes
