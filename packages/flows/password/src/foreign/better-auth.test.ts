import { scryptSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { readBetterAuthHash } from './better-auth.ts'

it('verifies a hash that better-auth made of a password with a ligature, which NFKC takes apart', async () => {
  // hashPassword('pässword ﬁ x') of @better-auth/utils 0.5.0
  const hash =
    '7f9deb8b022ab3ead7f47f408be01c7e:2a029c1a6519859d8e4240b67b23fd79ec68551b73c2b546314cc71c22d45b80a6f26f30f09ef28edc5b3ea35c6bae476db9f9e8bfe67d321bea7cdb9d219a1a'
  expect(await readBetterAuthHash(hash)?.('pässword ﬁ x')).toBe(true)
  expect(await readBetterAuthHash(hash)?.('pässword fi x')).toBe(true)
  expect(await readBetterAuthHash(hash)?.('password fi x')).toBe(false)
})

it('salts with the letters of the salt, not with the bytes that they stand for', async () => {
  const salt = 'a1'.repeat(16)
  const costs = { N: 16_384, r: 16, p: 1, maxmem: 2 ** 26 }
  const withLetters = scryptSync('password', salt, 64, costs).toString('hex')
  const withBytes = scryptSync('password', Buffer.from(salt, 'hex'), 64, costs).toString('hex')

  expect(await readBetterAuthHash(`${salt}:${withLetters}`)?.('password')).toBe(true)
  expect(await readBetterAuthHash(`${salt}:${withBytes}`)?.('password')).toBe(false)
})
