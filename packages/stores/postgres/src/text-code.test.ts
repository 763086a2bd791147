import { expect, it } from 'vitest'
import { decodeText, encodeText } from './text-code.ts'

const letters = ['\0', '\x01', '\x02', '\x03', '\\', 'a']
const texts = ['', ...letters, ...letters.flatMap(a => letters.flatMap(b => [a + b, ...letters.map(c => a + b + c)]))]

it('every text comes back as it was, and none of the codes contains NUL', () => {
  for (const text of texts) {
    expect(decodeText(encodeText(text))).toBe(text)
    expect(encodeText(text)).not.toContain('\0')
  }
})

it('a code is part of another exactly when the one text is part of the other', () => {
  const codes = texts.map(encodeText)
  const wrong = texts.flatMap((text, at) =>
    texts.filter((part, partAt) => text.includes(part) !== codes[at]?.includes(codes[partAt] ?? '')),
  )
  expect(wrong).toEqual([])
})
