import bcryptjs from 'bcryptjs'
import { expect, it } from 'vitest'
import { readBcryptHash } from './bcrypt.ts'

// wrapper.c of Openwall's crypt_blowfish 1.3
const vectors: [password: string, hash: string][] = [
  ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
  ['U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
  ['', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy'],
  [
    '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored',
    '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui',
  ],
]

it.each(vectors)('verifies the published hash of %j', async (password, hash) => {
  expect(await readBcryptHash(hash)?.(password)).toBe(true)
  expect(await readBcryptHash(hash)?.(`!${password}`)).toBe(false)
})

it.each(['$2a$', '$2b$', '$2y$'])('reads %s', async prefix => {
  const hash = `${prefix}05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW`
  expect(await readBcryptHash(hash)?.('U*U')).toBe(true)
})

it('keeps what bcrypt does after the 72nd byte: nothing', async () => {
  const [password, hash] = vectors[4] ?? ['', '']
  expect(await readBcryptHash(hash)?.(password.slice(0, 72))).toBe(true)
  expect(await readBcryptHash(hash)?.(password.slice(0, 71))).toBe(false)
})

it('tells apart what follows a NUL', async () => {
  const hash = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
  expect(await readBcryptHash(hash)?.('U*U\0anything')).toBe(false)
})

it.each(['Grüße\0🎩', 'é'.repeat(60), ''])('agrees with bcryptjs about %j', async password => {
  const isCorrect = readBcryptHash(await bcryptjs.hash(password, 4))
  expect(await isCorrect?.(password)).toBe(true)
  expect(await isCorrect?.(`e${password}`)).toBe(false)
})

it('reads costs from 4 to 15 and no other', () => {
  const withCost = (cost: string): string => `$2b$${cost}$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW`
  expect(['04', '15'].map(cost => readBcryptHash(withCost(cost)) !== null)).toEqual([true, true])
  expect(['03', '16', '31'].map(cost => readBcryptHash(withCost(cost)) !== null)).toEqual([false, false, false])
})

it('leaves the event loop free while it works', async () => {
  const isCorrect = readBcryptHash('$2b$11$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW')
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 1)
  await isCorrect?.('U*U')
  clearInterval(timer)

  expect(turns).toBeGreaterThan(5)
})
