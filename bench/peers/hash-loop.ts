// Passwords hashed as Pylon hashes them, with nothing around it: what sign-in is held against.
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { hashRaw } from '@node-rs/argon2'

/** Hashes for so many seconds, as many at a time as Pylon's queue lets in; answers hashes per second. */
process.on('message', async ({ secs }: { readonly secs: number }) => {
  const startedAt = performance.now()
  const endsAt = startedAt + secs * 1000
  const counts = await Promise.all(Array.from({ length: availableParallelism() }, () => hashUntil(endsAt)))
  const hashes = counts.reduce((sum, count) => sum + count, 0)
  process.send?.({ perSec: (hashes / (performance.now() - startedAt)) * 1000 })
})

async function hashUntil(endsAt: number): Promise<number> {
  let hashes = 0
  for (; performance.now() < endsAt; hashes++) await hashRaw('a quite uncommon sentence', options())
  return hashes
}

const options = () => ({
  algorithm: 2, // argon2id
  version: 1, // 0x13
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  outputLen: 32,
  salt: randomBytes(16),
})
