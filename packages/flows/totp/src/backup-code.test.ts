import { expect, it } from 'vitest'
import { generateBackupCode, readBackupCode } from './backup-code.ts'

const codes = Array.from({ length: 6400 }, generateBackupCode)

it('makes codes of two groups of five, none of them twice', () => {
  for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/)
  expect(new Set(codes).size).toBe(codes.length)
})

it('uses each of 32 letters equally often at each place: 50 bits', () => {
  for (let place = 0; place < 10; place += 1) {
    const counts = new Map<string, number>()
    for (const code of codes) {
      const letter = code.replace('-', '').charAt(place)
      counts.set(letter, (counts.get(letter) ?? 0) + 1)
    }
    expect(counts.size).toBe(32)
    // 200 of each are expected, with a deviation of 14: eight of those would be one test run in 10^13
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(112)
  }
})

it('reads a code whatever its case, dashes and spaces, and look-alikes as what they look like', () => {
  for (const typed of [
    '0123a-bcdef',
    '0123ABCDEF',
    ' 0123a - bcdef',
    'O1 23 a-b-c-d-e-f',
    'oi23abcdef',
    'OL23ABCDEF',
  ]) {
    expect(readBackupCode(typed), typed).toBe('0123abcdef')
  }
})

it.each([
  '',
  '123456',
  '12345678',
  '0123a-bcde',
  '0123a-bcdef0',
  '0123a-bcdeu',
  '0123a_bcdef',
  '0123a-bcdé',
  '0'.repeat(100_000),
])('reads nothing from %j', typed => {
  expect(readBackupCode(typed)).toBeNull()
})
