import { type Argon2Scheme, maxArgon2Costs } from './argon2-string.ts'
import { type Pepper, pepperProblems } from './pepper.ts'
import { rangeProblems } from './range.ts'

/**
 * How passwords are hashed with argon2id; the defaults are OWASP's.
 *
 * @example
 * import { type HashingOptions, hashPassword } from '@pylon/password'
 *
 * const options: HashingOptions = { memoryCostKib: 47_104, timeCost: 1 }
 * const hash = await hashPassword('correct horse battery', options)
 */
export interface HashingOptions {
  /** Memory of one hash in KiB, default 19456 (19 MiB), at least 8 for each lane, at most 262144. */
  readonly memoryCostKib?: number
  /** Passes over the memory, default 2, at most 16. */
  readonly timeCost?: number
  /** Lanes, default 1, at most 16. */
  readonly parallelism?: number
  /** Secret mixed into every hash, default none. */
  readonly pepper?: Pepper | undefined
}

/** Salt and tag of every new hash: 128 and 256 bits (RFC 9106 §4). */
export const saltBytes = 16
export const tagBytes = 32

/** What every new hash is made with. */
export function schemeFrom({
  memoryCostKib = 19_456,
  timeCost = 2,
  parallelism = 1,
  pepper,
}: HashingOptions): Argon2Scheme {
  return { algorithm: 'argon2id', version: 19, memoryCostKib, timeCost, parallelism, keyId: pepper?.id ?? null }
}

/** What is wrong with the options, one sentence each. */
export function hashingProblems(options: HashingOptions): string[] {
  const { memoryCostKib, timeCost, parallelism } = schemeFrom(options)
  const max = maxArgon2Costs

  return [
    ...rangeProblems('memoryCostKib', memoryCostKib, 8 * Math.max(1, parallelism), max.memoryCostKib),
    ...rangeProblems('timeCost', timeCost, 1, max.timeCost),
    ...rangeProblems('parallelism', parallelism, 1, max.parallelism),
    ...pepperProblems(options.pepper),
  ]
}
