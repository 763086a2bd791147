import { expect, it } from 'vitest'
import { readForeignHash } from './foreign-hash.ts'

const bcryptHash = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'

it.each([
  ['bcrypt', 'U*U', bcryptHash],
  ['PBKDF2', 'password', 'pbkdf2_sha256$10000$s1w0UXDd00XB$+4ORmyvVWAQvoAEWlDgN34vlaJx1ZTZpa1pCSRey2Yk='],
  ['scrypt', 'password', '$scrypt$ln=8,r=8,p=1$WKs1xljLudd6z9kbY0wpJQ$yCR4iDZYDKv+iEJj6yHY0lv/epnfB6f/w1EbXrsJOuQ'],
])('finds the scheme by the shape of the hash: %s', async (_, password, hash) => {
  expect(await readForeignHash(hash)?.(password)).toBe(true)
  expect(await readForeignHash(hash)?.('wrong')).toBe(false)
})

it('refuses over-long and ill-formed passwords before any work', async () => {
  const isCorrect = readForeignHash(bcryptHash)
  expect(await isCorrect?.('a'.repeat(1025))).toBe(false)
  expect(await isCorrect?.('\ud800'.repeat(10))).toBe(false)
})
