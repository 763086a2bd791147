import { expect, it } from 'vitest'
import { createKeys, fromKeyPart, toKeyPart } from './keys.ts'
import { packId, unpackId } from './sessions/packed-id.ts'

const texts = ['', 'a', '%', '%007B', '{', '}', '{a}b', 'a{}b', '\ud800', '\udfff', '\u{1f512}', ':', 'a:b', '=', '\0']

it('different texts are different parts of keys, and none holds a brace', () => {
  const parts = texts.map(toKeyPart)
  expect(new Set(parts.map(part => Buffer.from(part).toString('hex'))).size).toBe(texts.length)
  expect(parts.join('')).not.toMatch(/[{}]/)
  expect(parts.map(fromKeyPart)).toEqual(texts)
})

it('different purposes and keys are different one-time keys, however they run together', () => {
  const { oneTime } = createKeys('p:')
  const all = texts.flatMap(purpose => texts.map(key => oneTime(purpose, key)))
  expect(new Set(all).size).toBe(texts.length ** 2)
})

it('a prefix with the wildcards of SCAN stands for itself', () => {
  expect(createKeys('a*[b]?\\:').everySession).toBe('a\\*\\[b\\]\\?\\\\:s:*')
})

it('ids come back as they were, and those of our own making are short', () => {
  const hex = '0123456789abcdef0123456789abcdef'
  for (const id of [...texts, `ses_${hex}`, `ses_${hex.toUpperCase()}`, `ses_${hex}0`, hex, 'ASNFZ4mrze8BI0VniavN7w']) {
    expect(unpackId('ses_', packId('ses_', id))).toBe(id)
  }
  expect(packId('ses_', `ses_${hex}`)).toBe('ASNFZ4mrze8BI0VniavN7w')
  expect(packId('ses_', 'ASNFZ4mrze8BI0VniavN7w')).toBe('=ASNFZ4mrze8BI0VniavN7w')
})
