import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { generateId, generateToken, hashToken, isToken } from './token.ts'

it('makes tokens of 64 lower-case hex digits that do not repeat', () => {
  const tokens = Array.from({ length: 1000 }, () => generateToken('pylon_'))
  expect(tokens.every(token => /^pylon_[0-9a-f]{64}$/.test(token))).toBe(true)
  expect(new Set(tokens).size).toBe(1000)
  expect(generateId('ses_')).toMatch(/^ses_[0-9a-f]{32}$/)
})

it('stores SHA-256 of the token', () => {
  expect(hashToken('pylon_a')).toBe(createHash('sha256').update('pylon_a').digest('base64url'))
})

it('knows a token by its form', () => {
  const token = generateToken('pylon_')
  expect(isToken('pylon_', token)).toBe(true)
  for (const other of [
    token.slice(0, -1),
    `${token}0`,
    token.toUpperCase(),
    token.replace(/.$/, 'g'),
    token.replace('pylon_', 'pylonc'),
    '',
  ]) {
    expect(isToken('pylon_', other)).toBe(false)
  }
  expect(isToken('pylon_', generateToken('pylonc_'))).toBe(false)
})
