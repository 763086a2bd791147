import { argon2 as nodeArgon2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { hashRaw } from '@node-rs/argon2'
import argon2 from 'argon2'

const password = 'a quite uncommon sentence'
const memory = 19_456
const passes = 2
const parallelism = 1
const tagLength = 32
const hashWithNode = promisify(nodeArgon2)

/** One argon2id hash with Pylon's default parameters, by each implementation that does not block the event loop. */
export const implementations: Readonly<Record<string, () => Promise<unknown>>> = {
  '@node-rs/argon2': () =>
    hashRaw(password, {
      algorithm: 2, // argon2id
      version: 1, // 0x13
      memoryCost: memory,
      timeCost: passes,
      parallelism,
      outputLen: tagLength,
      salt: randomBytes(16),
    }),
  argon2: () =>
    argon2.hash(password, {
      type: argon2.argon2id,
      memoryCost: memory,
      timeCost: passes,
      parallelism,
      hashLength: tagLength,
      salt: randomBytes(16),
      raw: true,
    }),
  'node:crypto': () =>
    hashWithNode('argon2id', { message: password, nonce: randomBytes(16), parallelism, tagLength, memory, passes }),
}
