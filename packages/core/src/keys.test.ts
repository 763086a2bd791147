import { expect, it } from 'vitest'
import { createKeys } from './keys.ts'

const first = 'a long random application secret'
const second = 'another long random secret of it'

it('opens what it sealed, in the place it was sealed for, and never twice to the same text', () => {
  const keys = createKeys({ secret: first })
  const sealed = keys.seal('JBSWY3DP é 🔑', 'credentials:usr_1:totp')
  expect(sealed).not.toContain('JBSWY3DP')
  expect(keys.open(sealed, 'credentials:usr_1:totp')).toBe('JBSWY3DP é 🔑')
  expect(keys.open(sealed, 'credentials:usr_2:totp')).toBeNull()
  expect(keys.seal('JBSWY3DP é 🔑', 'credentials:usr_1:totp')).not.toBe(sealed)
  expect(keys.open(keys.seal('', ''), '')).toBe('')
})

it('opens nothing that was changed in any place, cut, or sealed under a secret that is gone', () => {
  const keys = createKeys({ secret: first })
  const sealed = keys.seal('secret', 'place')
  const [id = '', body = ''] = sealed.split('.')
  const bytes = Buffer.from(body, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(keys.open(`${id}.${changed.toString('base64url')}`, 'place')).toBeNull()
    expect(keys.open(`${id}.${bytes.subarray(0, at).toString('base64url')}`, 'place')).toBeNull()
  }
  for (const text of ['', '.', 'x', `${id}.`, `00000000.${body}`, `${id}.!!!`])
    expect(keys.open(text, 'place')).toBeNull()
  expect(createKeys({ secret: second }).open(sealed, 'place')).toBeNull()
})

it('rotates: the old secret still opens and matches, and what is sealed again needs it no more', () => {
  const old = createKeys({ secret: first })
  const both = createKeys({ secret: second, previousSecrets: [first] })
  const next = createKeys({ secret: second })
  const sealed = old.seal('secret', 'place')
  expect(both.open(sealed, 'place')).toBe('secret')
  const resealed = both.reseal(sealed, 'place') ?? ''
  expect(next.open(resealed, 'place')).toBe('secret')
  expect(both.reseal(resealed, 'place')).toBeNull()
  expect(next.reseal(sealed, 'place')).toBeNull()
  expect(both.matches(old.digest('123456', 'codes'), '123456', 'codes')).toBe(true)
  expect(next.matches(old.digest('123456', 'codes'), '123456', 'codes')).toBe(false)
})

it('digests of one text differ by place and secret, and match that text alone', () => {
  const keys = createKeys({ secret: first })
  const digest = keys.digest('123456', 'codes:ada')
  expect(keys.digest('123456', 'codes:ada')).toBe(digest)
  expect(keys.digest('123456', 'codes:eve')).not.toBe(digest)
  expect(createKeys({ secret: second }).digest('123456', 'codes:ada')).not.toBe(digest)
  expect([
    keys.matches(digest, '123456', 'codes:ada'),
    keys.matches(digest, '123457', 'codes:ada'),
    keys.matches(digest, '123456', 'codes:eve'),
    keys.matches('', '123456', 'codes:ada'),
  ]).toEqual([true, false, false, false])
})
