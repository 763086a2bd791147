import { ConfigError } from '@pylon/core'
import argon2 from 'argon2'
import { expect, it } from 'vitest'
import { createHasher, hashPassword, verifyPassword } from './hashing.ts'

const cheap = { memoryCostKib: 64, timeCost: 1 }
const password = 'correct horse battery'
const newKey = new Uint8Array(32).fill(1)
const oldKey = new Uint8Array(32).fill(2)

it('hashes with argon2id at 19 MiB, two passes, one lane, a salt of 16 bytes and a tag of 32', async () => {
  expect(await hashPassword(password)).toMatch(
    /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
  )
})

it('verifies its own hash and no other password', async () => {
  const hash = await hashPassword(password)
  expect(await verifyPassword(hash, password)).toBe(true)
  expect(await verifyPassword(hash, `${password}!`)).toBe(false)
  expect(await verifyPassword(hash, '')).toBe(false)
})

it('salts: the same password never gives the same hash', async () => {
  expect(await hashPassword(password, cheap)).not.toBe(await hashPassword(password, cheap))
})

it('takes a composed and a decomposed é for the same', async () => {
  const hash = await hashPassword('cafe\u0301 noir', cheap)
  expect(await verifyPassword(hash, 'caf\u00e9 noir')).toBe(true)
})

it('tells compatibility characters apart', async () => {
  const hash = await hashPassword('ﬁshbowl', cheap)
  expect(await verifyPassword(hash, 'fishbowl')).toBe(false)
})

it('tells apart what follows a NUL', async () => {
  const hash = await hashPassword('password\0one', cheap)
  expect(await verifyPassword(hash, 'password\0one')).toBe(true)
  expect(await verifyPassword(hash, 'password\0two')).toBe(false)
  expect(await verifyPassword(hash, 'password')).toBe(false)
})

it('tells apart what follows the 72nd byte', async () => {
  const hash = await hashPassword(`${'a'.repeat(72)}b`, cheap)
  expect(await verifyPassword(hash, `${'a'.repeat(72)}c`)).toBe(false)
})

it('hashes 1024 bytes and throws for 1025, without showing the password', async () => {
  expect(await verifyPassword(await hashPassword('a'.repeat(1024), cheap), 'a'.repeat(1024))).toBe(true)
  await expect(hashPassword('a'.repeat(1025), cheap)).rejects.toThrow(
    new RangeError('Expected well-formed text of at most 1024 bytes'),
  )
})

it('throws for a lone surrogate and does not verify one as U+FFFD', async () => {
  await expect(hashPassword('password \ud800', cheap)).rejects.toThrow(RangeError)
  const hash = await hashPassword('password \ufffd', cheap)
  expect(await verifyPassword(hash, 'password \ud800')).toBe(false)
})

it('verifies hashes made with other parameters, and says that they need a new hash', async () => {
  const hash = await hashPassword(password, { memoryCostKib: 128, timeCost: 3, parallelism: 2 })
  expect(await verifyPassword(hash, password)).toBe(true)
  expect(createHasher().needsRehash(hash)).toBe(true)
})

it('is content with a hash made as it would make it', async () => {
  const hasher = createHasher(cheap)
  expect(hasher.needsRehash(await hasher.hash(password))).toBe(false)
})

it.each([
  ['memory', { ...cheap, memoryCostKib: 128 }],
  ['time', { ...cheap, timeCost: 2 }],
  ['lanes', { ...cheap, parallelism: 2 }],
  ['pepper', { ...cheap, pepper: { id: 'new', key: newKey } }],
])('needs a new hash when the %s changed', async (_, options) => {
  expect(createHasher(options).needsRehash(await hashPassword(password, cheap))).toBe(true)
})

it.each([
  ['argon2i', '$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ['version 16', '$argon2id$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ['a short salt', '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ['a short tag', '$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA'],
  ['bcrypt', '$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q'],
  ['nonsense', 'nonsense'],
])('needs a new hash after %s', (_, hash) => {
  expect(createHasher(cheap).needsRehash(hash)).toBe(true)
})

it('pepper: a hash made with it verifies with it and with no other', async () => {
  const hash = await hashPassword(password, { ...cheap, pepper: { id: 'new', key: newKey } })
  expect(hash).toContain(`,keyid=${Buffer.from('new').toString('base64')}$`)
  expect(await verifyPassword(hash, password, { pepper: { id: 'new', key: newKey } })).toBe(true)
  expect(await verifyPassword(hash, password, { pepper: { id: 'new', key: oldKey } })).toBe(false)
  expect(await verifyPassword(hash, password, { pepper: { id: 'other', key: newKey } })).toBe(false)
  expect(await verifyPassword(hash, password)).toBe(false)
})

it('pepper: after a rotation old hashes verify and need a new one, new hashes are made with the new key', async () => {
  const before = createHasher({ ...cheap, pepper: { id: 'old', key: oldKey } })
  const after = createHasher({ ...cheap, pepper: { id: 'new', key: newKey, previous: [{ id: 'old', key: oldKey }] } })
  const oldHash = await before.hash(password)

  expect(await after.verify(oldHash, password)).toBe(true)
  expect(await after.verify(oldHash, `${password}!`)).toBe(false)
  expect(after.needsRehash(oldHash)).toBe(true)

  const newHash = await after.hash(password)
  expect(await after.verify(newHash, password)).toBe(true)
  expect(after.needsRehash(newHash)).toBe(false)
  expect(await before.verify(newHash, password)).toBe(false)
})

it('pepper: hashes from before there was one verify and need a new one', async () => {
  const hash = await hashPassword(password, cheap)
  const hasher = createHasher({ ...cheap, pepper: { id: 'new', key: newKey } })
  expect(await hasher.verify(hash, password)).toBe(true)
  expect(hasher.needsRehash(hash)).toBe(true)
})

it('pepper: taking the key id out of a hash does not make it verify', async () => {
  const options = { ...cheap, pepper: { id: 'new', key: newKey } }
  const hash = await hashPassword(password, options)
  expect(await verifyPassword(hash.replace(/,keyid=[^$]*/, ''), password, options)).toBe(false)
})

it('verifies what the reference library made, and the other way round, with and without pepper', async () => {
  const costs = { memoryCost: 128, timeCost: 2, parallelism: 1 }
  const secret = Buffer.from(newKey)
  const theirs = await argon2.hash('Grüße\0🎩', costs)
  const ours = await hashPassword('Grüße\0🎩', cheap)
  const ourPeppered = await hashPassword('Grüße\0🎩', { ...cheap, pepper: { id: 'new', key: newKey } })

  expect(await verifyPassword(theirs, 'Grüße\0🎩')).toBe(true)
  expect(await argon2.verify(ours, 'Grüße\0🎩')).toBe(true)
  expect(await argon2.verify(ourPeppered, 'Grüße\0🎩', { secret })).toBe(true)
  expect(await argon2.verify(ourPeppered, 'Grüße\0🎩')).toBe(false)
})

it('refuses options out of range, all at once', () => {
  const options = { memoryCostKib: 7, timeCost: 0, parallelism: 1.5, pepper: { id: '', key: 'short' } }
  expect(() => createHasher(options)).toThrow(ConfigError)
  try {
    createHasher(options)
  } catch (error) {
    expect((error as ConfigError).problems).toHaveLength(5)
  }
})

it.each([
  { memoryCostKib: 262_145 },
  { timeCost: 17 },
  { parallelism: 17 },
  { memoryCostKib: 31, parallelism: 4 },
  { memoryCostKib: Number.NaN },
  { timeCost: Number.POSITIVE_INFINITY },
])('refuses %j', options => {
  expect(() => createHasher(options)).toThrow(ConfigError)
})
