import { expect, it } from 'vitest'
import { formatArgon2String, parseArgon2String } from './argon2-string.ts'

const salt = 'c29tZXNhbHQ'
const tag = 'CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'

it('reads back what it writes, with and without a key id', () => {
  const hash = {
    algorithm: 'argon2id',
    version: 19,
    memoryCostKib: 19_456,
    timeCost: 2,
    parallelism: 1,
    salt: Buffer.alloc(16, 7),
    tag: Buffer.alloc(32, 9),
  } as const

  for (const keyId of [null, 'k', '2026-11']) {
    expect(parseArgon2String(formatArgon2String({ ...hash, keyId }))).toEqual({ ...hash, keyId })
  }
})

it('writes the key id as the PHC string format has it: base64 after the costs', () => {
  const parsed = parseArgon2String(`$argon2id$v=19$m=64,t=2,p=1,keyid=djI$${salt}$${tag}`)
  expect(parsed?.keyId).toBe('v2')
  expect(parsed && formatArgon2String(parsed)).toBe(`$argon2id$v=19$m=64,t=2,p=1,keyid=djI$${salt}$${tag}`)
})

it('reads the costs in any order, and a missing version as 16', () => {
  expect(parseArgon2String(`$argon2i$m=64,p=2,t=3$${salt}$${tag}`)).toMatchObject({
    algorithm: 'argon2i',
    version: 16,
    memoryCostKib: 64,
    timeCost: 3,
    parallelism: 2,
  })
})

it('takes costs at the bounds', () => {
  expect(parseArgon2String(`$argon2id$v=19$m=262144,t=16,p=16$${salt}$${tag}`)).not.toBeNull()
  expect(parseArgon2String(`$argon2id$v=19$m=8,t=1,p=1$${salt}$${tag}`)).not.toBeNull()
})

it.each([
  ['64 GiB of memory', 'm=67108864,t=2,p=1'],
  ['memory past 32 bits', 'm=4294967296,t=2,p=1'],
  ['memory just over the cap', 'm=262145,t=2,p=1'],
  ['time just over the cap', 'm=64,t=17,p=1'],
  ['lanes just over the cap', 'm=256,t=2,p=17'],
  ['fewer than 8 KiB for each lane', 'm=15,t=2,p=2'],
  ['no memory', 'm=0,t=2,p=1'],
  ['a negative cost', 'm=-64,t=2,p=1'],
  ['a fraction', 'm=64.5,t=2,p=1'],
  ['an exponent', 'm=1e3,t=2,p=1'],
  ['a leading zero', 'm=064,t=2,p=1'],
  ['a hexadecimal cost', 'm=0x40,t=2,p=1'],
  ['a cost twice', 'm=64,m=64,t=2,p=1'],
  ['a missing cost', 'm=64,t=2'],
  ['an unknown parameter', 'm=64,t=2,p=1,x=1'],
  ['a parameter named like an object member', 'm=64,t=2,p=1,constructor=1'],
  ['associated data', 'm=64,t=2,p=1,data=AAAA'],
  ['a key id that is no base64', 'm=64,t=2,p=1,keyid=d'],
  ['an empty part', 'm=64,,t=2,p=1'],
  ['a double equals sign', 'm==64,t=2,p=1'],
])('refuses %s', (_, parameters) => {
  expect(parseArgon2String(`$argon2id$v=19$${parameters}$${salt}$${tag}`)).toBeNull()
})

it.each([
  ['a salt under 8 bytes', 'AAAAAAAAAA', tag],
  ['a tag under 16 bytes', salt, 'AAAAAAAAAAAAAAAAAAAA'],
  ['no tag', salt, ''],
  ['a salt that is not canonical', 'c29tZXNhbHR', tag],
  ['url-safe base64', salt, tag.replace('J', '_')],
  ['padding', salt, `${tag}=`],
  ['a trailing line break', salt, `${tag}\n`],
])('refuses %s', (_, saltText, tagText) => {
  expect(parseArgon2String(`$argon2id$v=19$m=64,t=2,p=1$${saltText}$${tagText}`)).toBeNull()
})

it.each(['argon2', 'argon2x', 'ARGON2ID', 'argon2id '])('refuses the algorithm %j', algorithm => {
  expect(parseArgon2String(`$${algorithm}$v=19$m=64,t=2,p=1$${salt}$${tag}`)).toBeNull()
})

it.each(['17', '', '019', '20'])('refuses version %j', version => {
  expect(parseArgon2String(`$argon2id$v=${version}$m=64,t=2,p=1$${salt}$${tag}`)).toBeNull()
})
