import { expect, it } from 'vitest'
import { isCertainlyTooLong, isHashable, passwordBytes } from './password-bytes.ts'

it('gives the same bytes for a composed and a decomposed é', () => {
  expect(passwordBytes('caf\u0065\u0301 noir')).toEqual(passwordBytes('caf\u00e9 noir'))
})

it('changes nothing but the form: no trimming, no case, no compatibility folding', () => {
  expect(passwordBytes(' ﬁ A ')).toEqual(new TextEncoder().encode(' ﬁ A '))
})

it('keeps NUL', () => {
  expect(passwordBytes('a\0b')).toEqual(new Uint8Array([97, 0, 98]))
})

it('takes 1024 bytes and refuses 1025', () => {
  expect(isHashable('a'.repeat(1024))).toBe(true)
  expect(isHashable('a'.repeat(1025))).toBe(false)
  expect(isHashable('é'.repeat(512))).toBe(true)
  expect(isHashable(`${'é'.repeat(512)}a`)).toBe(false)
})

it('counts the bytes after normalizing, so that a decomposed password at the limit passes', () => {
  expect(isHashable('e\u0301'.repeat(512))).toBe(true)
})

it('refuses lone surrogates, which UTF-8 would fold into one character', () => {
  expect(passwordBytes('password \ud800')).toBeNull()
  expect(passwordBytes('\udc00 password')).toBeNull()
})

it('no character has more than 1.5 UTF-16 units for each byte of its NFC form, so the early refusal is never wrong', () => {
  const offenders: string[] = []
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
    const character = String.fromCodePoint(codePoint)
    if (!character.isWellFormed()) continue
    const units = Math.max(character.length, character.normalize('NFD').length)
    if (units > 1.5 * Buffer.byteLength(character.normalize('NFC'))) offenders.push(codePoint.toString(16))
  }

  expect(offenders).toEqual([])
  expect(isCertainlyTooLong('a'.repeat(1.5 * 1024))).toBe(false)
})
