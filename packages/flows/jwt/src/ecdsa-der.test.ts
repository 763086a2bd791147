import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto'
import { expect, it } from 'vitest'
import { derFromRaw } from './ecdsa-der.ts'

const hex = (text: string): Uint8Array => Buffer.from(text, 'hex')
const number = (text: string): string => text.padStart(64, '0')
const derOf = (r: string, s: string): string =>
  Buffer.from(derFromRaw(hex(number(r) + number(s))) ?? []).toString('hex')

it('writes every number as short as DER wants it', () => {
  expect(derOf('01', '7f')).toBe('300602010102017f')
  expect(derOf('80', '00')).toBe('30070202008002' + '0100')
  expect(derOf('ff01', '0102')).toBe('3009020300ff0102020102')
  expect(derOf('8'.padEnd(64, '0'), '7'.padEnd(64, '0'))).toBe(
    `3045022100${'8'.padEnd(64, '0')}0220${'7'.padEnd(64, '0')}`,
  )
})

it('writes what node:crypto signs, leading zeros among it', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  let shortCount = 0
  for (let round = 0; round < 1500; round += 1) {
    const data = createHash('sha256').update(String(round)).digest()
    const raw = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
    if (raw[0] === 0 || raw[32] === 0) shortCount += 1
    expect(verify('sha256', data, publicKey, derFromRaw(raw) ?? raw)).toBe(true)
  }
  expect(shortCount).toBeGreaterThan(0)
})

it.each([0, 1, 63, 65, 70, 96, 128])('takes no signature of %i bytes', length => {
  expect(derFromRaw(new Uint8Array(length))).toBeNull()
})
