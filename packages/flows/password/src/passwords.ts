import { ConfigError } from '@pylon/core'
import { createDummyHash } from './dummy-hash.ts'
import { createHasher } from './hashing.ts'
import { type HashingOptions, hashingProblems, schemeFrom } from './hashing-options.ts'
import { createHashQueue, type HashQueue, type HashQueueOptions, hashQueueProblems } from './queue.ts'
import { readStoredHash } from './stored-hash.ts'

/** How passwords are hashed, and how many at a time. */
export interface PasswordsOptions extends HashingOptions, HashQueueOptions {}

/** What came of comparing a password with a stored hash. */
export interface PasswordVerdict {
  readonly isCorrect: boolean
  /** True when the password is correct and its hash should be replaced by a new one. */
  readonly needsRehash: boolean
}

/** Hashes and verifies passwords, no more at a time than the queue allows. */
export interface Passwords {
  /** Throws PylonError BUSY when too many hashes wait, RangeError for what `checkPassword` calls malformed or too long. */
  hash(password: string): Promise<string>
  /**
   * Null stands for a user who does not exist or has no password: the answer is no, at the price of a real hash, and so
   * for a stored hash that cannot be read. `admit` is awaited once the turn has come, right before hashing: what it
   * throws is thrown, and nothing is hashed. Throws PylonError BUSY when too many hashes wait.
   */
  verify(storedHash: string | null, password: string, admit?: () => Promise<void>): Promise<PasswordVerdict>
  readonly queue: HashQueue
}

/**
 * Hashes and verifies passwords for a server under load, every hash through one bounded queue. Throws ConfigError with
 * all options that are out of range.
 *
 * @example
 * import { createPasswords } from '@pylon/password'
 *
 * const passwords = createPasswords({ maxConcurrent: 2 })
 * const hash = await passwords.hash('correct horse battery')
 * const { isCorrect, needsRehash } = await passwords.verify(hash, 'correct horse battery')
 */
export function createPasswords(options: PasswordsOptions = {}): Passwords {
  const problems = [...hashingProblems(options), ...hashQueueProblems(options)]
  if (problems.length > 0) throw new ConfigError(problems)

  const hasher = createHasher(options)
  const queue = createHashQueue(options)
  let dummyHash: string | null = null

  async function verify(storedHash: string | null, password: string): Promise<PasswordVerdict> {
    if (storedHash === null || readStoredHash(storedHash, options.pepper) === null) {
      dummyHash ??= createDummyHash(schemeFrom(options))
      await hasher.verify(dummyHash, password)
      return { isCorrect: false, needsRehash: false }
    }

    const isCorrect = await hasher.verify(storedHash, password)
    return { isCorrect, needsRehash: isCorrect && hasher.needsRehash(storedHash) }
  }

  return {
    queue,
    hash: password => queue.run(() => hasher.hash(password)),
    verify: (storedHash, password, admit) =>
      queue.run(async () => {
        await admit?.()
        return verify(storedHash, password)
      }),
  }
}
