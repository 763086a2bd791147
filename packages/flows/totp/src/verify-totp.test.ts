import { Secret } from 'otpauth'
import { describe, expect, it } from 'vitest'
import type { TotpAlgorithm } from './parameters.ts'
import { generateTotpSecret } from './secret.ts'
import { generateTotpCode, verifyTotp } from './verify-totp.ts'

/** RFC 6238, appendix B: the seed is as long as the hash. */
const seeds: Record<TotpAlgorithm, string> = {
  SHA1: Secret.fromLatin1('12345678901234567890').base32,
  SHA256: Secret.fromLatin1('12345678901234567890123456789012').base32,
  SHA512: Secret.fromLatin1('1234567890123456789012345678901234567890123456789012345678901234').base32,
}

const rfc6238 = [
  [59, 'SHA1', '94287082'],
  [59, 'SHA256', '46119246'],
  [59, 'SHA512', '90693936'],
  [1_111_111_109, 'SHA1', '07081804'],
  [1_111_111_109, 'SHA256', '68084774'],
  [1_111_111_109, 'SHA512', '25091201'],
  [1_111_111_111, 'SHA1', '14050471'],
  [1_111_111_111, 'SHA256', '67062674'],
  [1_111_111_111, 'SHA512', '99943326'],
  [1_234_567_890, 'SHA1', '89005924'],
  [1_234_567_890, 'SHA256', '91819424'],
  [1_234_567_890, 'SHA512', '93441116'],
  [2_000_000_000, 'SHA1', '69279037'],
  [2_000_000_000, 'SHA256', '90698825'],
  [2_000_000_000, 'SHA512', '38618901'],
  [20_000_000_000, 'SHA1', '65353130'],
  [20_000_000_000, 'SHA256', '77737706'],
  [20_000_000_000, 'SHA512', '47863826'],
] as const

it.each(rfc6238)('agrees with RFC 6238, appendix B, at %d with %s', (now, algorithm, code) => {
  const secret = seeds[algorithm]
  expect(generateTotpCode({ secret, now, algorithm, digits: 8 })).toBe(code)
  const step = Math.floor(now / 30)
  expect(verifyTotp({ secret, now, algorithm, digits: 8, code, window: 0 })).toEqual({ step })
})

it('agrees with RFC 4226, appendix D', () => {
  const codes = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ')
  for (const [counter, code] of codes.entries()) {
    expect(generateTotpCode({ secret: seeds.SHA1, now: counter, periodSecs: 1 })).toBe(code)
    expect(verifyTotp({ secret: seeds.SHA1, now: counter, periodSecs: 1, window: 0, code })).toEqual({ step: counter })
  }
})

const now = 1_800_000_000
const secret = generateTotpSecret()
const codeAt = (time: number): string => generateTotpCode({ secret, now: time })

describe('the window', () => {
  it.each([
    [-2, null],
    [-1, -1],
    [0, 0],
    [1, 1],
    [2, null],
  ])('of one step: a code of %d steps from now', (offset, accepted) => {
    const step = accepted === null ? null : { step: now / 30 + accepted }
    expect(verifyTotp({ secret, now, code: codeAt(now + offset * 30) })).toEqual(step)
  })

  it('of none takes the current step alone, to its last second', () => {
    expect(verifyTotp({ secret, now: now + 29, window: 0, code: codeAt(now) })).toEqual({ step: now / 30 })
    expect(verifyTotp({ secret, now: now + 30, window: 0, code: codeAt(now) })).toBeNull()
  })

  it('begins at the beginning of time', () => {
    expect(verifyTotp({ secret, now: 0, code: codeAt(0) })).toEqual({ step: 0 })
    expect(verifyTotp({ secret, now: -3600, code: codeAt(0) })).toBeNull()
  })
})

it.each([Number.POSITIVE_INFINITY, Number.NaN, Number.MAX_VALUE, 2 ** 60])('ends at once at the time %d', time => {
  expect(verifyTotp({ secret, now: time, code: '123456' })).toBeNull()
})

it('rejects a code of the last accepted step and of every one before', () => {
  const step = now / 30
  expect(verifyTotp({ secret, now, code: codeAt(now), lastStep: step - 1 })).toEqual({ step })
  expect(verifyTotp({ secret, now, code: codeAt(now), lastStep: step })).toBeNull()
  expect(verifyTotp({ secret, now, code: codeAt(now - 30), lastStep: step })).toBeNull()
  expect(verifyTotp({ secret, now, code: codeAt(now + 30), lastStep: step })).toEqual({ step: step + 1 })
})

it('takes one space in the middle', () => {
  const code = codeAt(now)
  expect(verifyTotp({ secret, now, code: `${code.slice(0, 3)} ${code.slice(3)}` })).not.toBeNull()
  const long = generateTotpCode({ secret, now, digits: 8 })
  expect(verifyTotp({ secret, now, digits: 8, code: `${long.slice(0, 4)} ${long.slice(4)}` })).not.toBeNull()
})

it('rejects everything else that is not exactly the digits', () => {
  const code = codeAt(now)
  const fullWidth = [...code].map(digit => String.fromCodePoint(0xff10 + Number(digit))).join('')
  const arabic = [...code].map(digit => String.fromCodePoint(0x0660 + Number(digit))).join('')
  const others = [
    '',
    ' ',
    ` ${code}`,
    `${code} `,
    `${code}\n`,
    `${code}0`,
    `0${code}`,
    code.slice(1),
    code.slice(0, 5),
    `${code.slice(0, 2)} ${code.slice(2)}`,
    `${code.slice(0, 3)}  ${code.slice(3)}`,
    `${code.slice(0, 3)}-${code.slice(3)}`,
    `${code.slice(0, 3)}\t${code.slice(3)}`,
    `${code.slice(0, 3)}\u0000${code.slice(3)}`,
    `+${code.slice(1)}`,
    `${code}`.repeat(10_000),
    fullWidth,
    arabic,
    generateTotpCode({ secret, now, digits: 8 }),
  ]
  for (const other of others) expect(verifyTotp({ secret, now, code: other }), JSON.stringify(other)).toBeNull()
})

it.each(['', 'A', 'AAAAAAAAAAAAAAA', '0189!', 'null', `${'A'.repeat(32)}\n`, 'A'.repeat(300)])(
  'verifies nothing with the unreadable secret %j',
  unreadable => {
    for (const key of ['', 'AAAAAAAAAAAAAAAA']) {
      const code = key === '' ? '000000' : generateTotpCode({ secret: key, now })
      expect(verifyTotp({ secret: unreadable, now, code, window: 1 })).toBeNull()
    }
    expect(() => generateTotpCode({ secret: unreadable, now })).toThrow(TypeError)
  },
)

it.each([
  ['SHA1', 32],
  ['SHA256', 52],
  ['SHA512', 103],
] as const)('makes secrets for %s of %d base32 characters, none of them twice', (algorithm, length) => {
  const secrets = new Set(Array.from({ length: 200 }, () => generateTotpSecret(algorithm)))
  expect(secrets.size).toBe(200)
  for (const each of secrets) expect(each).toMatch(new RegExp(`^[A-Z2-7]{${length}}$`))
})
