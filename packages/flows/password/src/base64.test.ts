import { expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from './base64.ts'

it('decodes with and without padding', () => {
  expect(decodeBase64('Zm9vYg==')).toEqual(Buffer.from('foob'))
  expect(decodeBase64('Zm9vYg')).toEqual(Buffer.from('foob'))
  expect(decodeBase64('')).toEqual(Buffer.alloc(0))
})

it.each(['Zm9vYh', 'Zm9vYg=', 'Zm 9v', 'Zm9v\n', 'Zm9-', 'Zm9_', 'Z', 'Zm9vYg==x'])('refuses %j', text => {
  expect(decodeBase64(text)).toBeNull()
})

it('encodes without padding', () => {
  expect(encodeBase64(Buffer.from('foob'))).toBe('Zm9vYg')
})
