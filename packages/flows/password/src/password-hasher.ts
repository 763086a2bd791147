/**
 * Turns passwords into strings that can be stored, and checks them again; what is behind it may change, this may not.
 *
 * @example
 * import { type PasswordHasher, createHasher } from '@pylon/password'
 *
 * const hasher: PasswordHasher = createHasher()
 * const hash = await hasher.hash('correct horse battery')
 */
export interface PasswordHasher {
  /** Throws a RangeError for a password that `checkPassword` refuses as `malformed` or `too_long`. */
  hash(password: string): Promise<string>
  /** A malformed hash verifies false; it never throws. */
  verify(hash: string, password: string): Promise<boolean>
  /** True when the hash was not made as `hash` would make it today: replace it after the next correct password. */
  needsRehash(hash: string): boolean
}
