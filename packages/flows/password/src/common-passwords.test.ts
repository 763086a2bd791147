import { expect, it } from 'vitest'
import { commonPasswordList } from './common-password-list.ts'
import { isCommonPassword } from './common-passwords.ts'

const entries = commonPasswordList.trim().split(/\s+/)

it('has 10,000 different entries of at least 8 characters, in lower case and NFC', () => {
  expect(new Set(entries).size).toBe(10_000)
  expect(entries.filter(entry => [...entry].length < 8 || entry !== entry.toLowerCase().normalize('NFC'))).toEqual([])
})

it('finds every entry', () => {
  expect(entries.filter(entry => !isCommonPassword(entry))).toEqual([])
})

it('finds neither part of an entry nor two neighbours', () => {
  expect(isCommonPassword('ewcastle')).toBe(false)
  expect(isCommonPassword(`${entries[0]} ${entries[1]}`)).toBe(false)
  expect(isCommonPassword('')).toBe(false)
  expect(isCommonPassword(' ')).toBe(false)
})
