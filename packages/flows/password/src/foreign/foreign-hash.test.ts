import bcryptjs from 'bcryptjs'
import { expect, it } from 'vitest'
import { readForeignHash } from './foreign-hash.ts'

it.each([
  ['bcrypt', 'U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['PBKDF2', 'password', 'pbkdf2_sha256$10000$s1w0UXDd00XB$+4ORmyvVWAQvoAEWlDgN34vlaJx1ZTZpa1pCSRey2Yk='],
  ['scrypt', 'password', '$scrypt$ln=8,r=8,p=1$WKs1xljLudd6z9kbY0wpJQ$yCR4iDZYDKv+iEJj6yHY0lv/epnfB6f/w1EbXrsJOuQ'],
])('finds the scheme by the shape of the hash: %s', async (_, password, hash) => {
  expect(await readForeignHash(hash)?.(password)).toBe(true)
  expect(await readForeignHash(hash)?.('wrong')).toBe(false)
})

it('refuses an over-long password, also where the scheme would only see its first 72 bytes', async () => {
  const isCorrect = readForeignHash(await bcryptjs.hash('a'.repeat(72), 4))
  expect(await isCorrect?.('a'.repeat(1024))).toBe(true)
  expect(await isCorrect?.('a'.repeat(1025))).toBe(false)
})

it('does not take a lone surrogate for U+FFFD', async () => {
  const isCorrect = readForeignHash(await bcryptjs.hash('password \ufffd', 4))
  expect(await isCorrect?.('password \ufffd')).toBe(true)
  expect(await isCorrect?.('password \ud800')).toBe(false)
})
