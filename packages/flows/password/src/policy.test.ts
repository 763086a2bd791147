import { describe, expect, it } from 'vitest'
import { checkPassword, type PolicyReason } from './policy.ts'

const reasonFor = (password: string, options = {}): PolicyReason | null =>
  checkPassword(password, options)?.reason ?? null

it('accepts a long sentence, any script, emoji, spaces and NUL', () => {
  for (const password of ['correct horse battery', 'пароль из слов', '🎩🎩🎩🎩🎩🎩🎩🎩', ' x y z w ', 'ab\0cdefg']) {
    expect(checkPassword(password)).toBeNull()
  }
})

it('wants 8 code points, not 8 UTF-16 units or bytes', () => {
  expect(reasonFor('zqxwvkj')).toBe('too_short')
  expect(reasonFor('zqxwvkjp')).toBeNull()
  expect(reasonFor('🎩🎩🎩🎩🎩🎩🎩')).toBe('too_short')
  expect(reasonFor('')).toBe('too_short')
})

it('counts code points after NFC', () => {
  expect(reasonFor('e\u0301'.repeat(7))).toBe('too_short')
  expect(reasonFor('e\u0301'.repeat(8))).toBeNull()
})

it('takes the least length as an option and names it', () => {
  expect(checkPassword('zqxwvkjpab', { minLength: 12 })).toEqual({
    reason: 'too_short',
    message: 'Use at least 12 characters',
  })
})

it('takes 1024 bytes after NFC and refuses 1025', () => {
  expect(reasonFor('a'.repeat(1024))).toBeNull()
  expect(reasonFor('a'.repeat(1025))).toBe('too_long')
  expect(reasonFor('e\u0301'.repeat(512))).toBeNull()
  expect(reasonFor(`${'e\u0301'.repeat(512)}a`)).toBe('too_long')
})

it('refuses lone surrogates', () => {
  expect(reasonFor('correct horse \ud83c')).toBe('malformed')
  expect(reasonFor('\udfa9 correct horse')).toBe('malformed')
})

it('refuses common passwords in any case', () => {
  for (const password of ['password', 'PASSWORD', 'Password1', 'iLoveYou', '12345678', 'P@ssw0rd', 'qwertyuiop']) {
    expect(reasonFor(password)).toBe('common')
  }
})

describe('with the email of the account', () => {
  const email = 'ada.lovelace@example.com'

  it('refuses it and what stands before its @, in any case', () => {
    for (const password of [email, 'Ada.Lovelace@Example.com', 'ada.lovelace', 'ADA.LOVELACE']) {
      expect(reasonFor(password, { email })).toBe('same_as_email')
    }
  })

  it('refuses it however it is composed', () => {
    expect(reasonFor('andre\u0301anne', { email: 'andr\u00e9anne@example.com' })).toBe('same_as_email')
  })

  it('accepts what only contains it', () => {
    expect(reasonFor('ada.lovelace-1815', { email })).toBeNull()
  })
})

it('never repeats the password in the message', () => {
  expect(checkPassword('password1')?.message).not.toContain('password1')
})

it.each([
  ['letters', 'a'.repeat(100_000)],
  ['combining marks, which take seconds to normalize', `a${'\u0301\u0323'.repeat(50_000)}`],
  ['jamo', '\u1100\u1161\u11a8'.repeat(33_000)],
  ['lone surrogates', '\ud800'.repeat(100_000)],
  ['emoji', '🎩'.repeat(50_000)],
  ['a common password over and over', 'password '.repeat(11_000)],
  ['marks up to the early limit', `a${'\u0301\u0323'.repeat(1023)}`],
])('judges 100 kB of %s in under 10 ms', (_, password) => {
  const elapsed: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const startedAt = performance.now()
    expect(checkPassword(password, { email: 'ada@example.com' })).not.toBeNull()
    elapsed.push(performance.now() - startedAt)
  }

  expect(Math.min(...elapsed)).toBeLessThan(10)
})
