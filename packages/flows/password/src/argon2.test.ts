import argon2 from 'argon2'
import { expect, it } from 'vitest'
import { argon2Tag, readArgon2Hash } from './argon2.ts'

const rfcInput = {
  password: Buffer.alloc(32, 1),
  salt: Buffer.alloc(16, 2),
  secret: Buffer.alloc(8, 3),
  costs: { memoryCostKib: 32, timeCost: 3, parallelism: 4 },
}

const referenceTag = ({ secret = Buffer.alloc(0), associatedData = Buffer.alloc(0) }): Promise<Buffer> =>
  argon2.hash(rfcInput.password, {
    type: argon2.argon2id,
    salt: rfcInput.salt,
    memoryCost: 32,
    timeCost: 3,
    parallelism: 4,
    hashLength: 32,
    secret,
    associatedData,
    raw: true,
  })

it('the library that we are compared with meets RFC 9106 §5.3, which binds associated data', async () => {
  const tag = await referenceTag({ secret: rfcInput.secret, associatedData: Buffer.alloc(12, 4) })
  expect(tag.toString('hex')).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659')
})

it('agrees with it on the input of RFC 9106 §5.3 without associated data, which ours has no room for', async () => {
  const { password, salt, secret, costs } = rfcInput
  const scheme = { algorithm: 'argon2id', version: 19, keyId: null, ...costs, salt, tagBytes: 32 } as const

  expect(await argon2Tag(password, { ...scheme, secret })).toEqual(await referenceTag({ secret }))
  expect(await argon2Tag(password, { ...scheme, secret: Buffer.alloc(0) })).toEqual(await referenceTag({}))
})

// src/test.c of the reference implementation, github.com/P-H-C/phc-winner-argon2
it.each([
  ['password', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
  ['password', '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'],
  ['password', '$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc'],
  ['password', '$argon2id$v=19$m=65536,t=1,p=1$c29tZXNhbHQ$9qWtwbpyPd3vm1rB1GThgPzZ3/ydHL92zKL+15XZypg'],
  ['differentpassword', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94'],
  ['password', '$argon2id$v=19$m=65536,t=2,p=1$ZGlmZnNhbHQ$vfMrBczELrFdWP0ZsfhWsRPaHppYdP3MVEMIVlqoFBw'],
  ['password', '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA'],
  ['password', '$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ'],
])('verifies the published hash of %j: %s', async (password, hash) => {
  const isCorrect = readArgon2Hash(hash, undefined)
  expect(await isCorrect?.(password)).toBe(true)
  expect(await isCorrect?.(`${password} `)).toBe(false)
})
