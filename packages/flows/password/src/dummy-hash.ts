import { randomBytes } from 'node:crypto'
import { type Argon2Scheme, formatArgon2String } from './argon2-string.ts'
import { saltBytes, tagBytes } from './hashing-options.ts'

/**
 * A hash that no known password belongs to and that costs as much to verify as a real one. Its tag is random, so that
 * making it costs nothing: otherwise the first unknown user after a start would take twice as long as a known one.
 */
export const createDummyHash = (scheme: Argon2Scheme): string =>
  formatArgon2String({ ...scheme, salt: randomBytes(saltBytes), tag: randomBytes(tagBytes) })
