import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { ConfigError } from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { createAuditKeys, createAuditVerifier } from './keys.ts'

const secret = 'a long random application secret'
const keys = createAuditKeys({ secret })
const signature = keys.sign('text')

describe('audit keys', () => {
  it('sign so that anybody with the public key can tell, without us', () => {
    const publicKey = createPublicKey(keys.publicKeys[0] ?? '')
    expect(verify(null, Buffer.from('text'), publicKey, Buffer.from(signature, 'base64url'))).toBe(true)
    expect(createAuditVerifier(keys.publicKeys).verify(keys.keyId, 'text', signature)).toBe(true)
  })

  it('refuse another text, another key, and another spelling of the same signature', () => {
    const respelled = `${signature.slice(0, -1)}${'AQgw'.includes(signature.at(-1) ?? '') ? 'B' : 'h'}`
    expect(keys.verify(keys.keyId, 'texts', signature)).toBe(false)
    expect(createAuditKeys({ secret: 'another' }).verify(keys.keyId, 'text', signature)).toBe(false)
    for (const text of [respelled, `${signature}=`, `${signature} `, '', 'A'.repeat(86)]) {
      expect(keys.verify(keys.keyId, 'text', text)).toBe(false)
    }
  })

  it('know what was signed under a secret before, or under one that is gone', () => {
    const rotated = createAuditKeys({ secret: 'the next one', previousSecrets: [secret] })
    const later = createAuditKeys({ secret: 'the one after', trustedPublicKeys: keys.publicKeys })
    expect(rotated.keyId).not.toBe(keys.keyId)
    for (const each of [rotated, later]) expect(each.verify(keys.keyId, 'text', signature)).toBe(true)
  })

  it('stop a start that has no secret, or trusts what is no Ed25519 key', () => {
    expect(() => createAuditKeys({ secret: '' })).toThrow(ConfigError)
    expect(() => createAuditVerifier(['-----BEGIN PUBLIC KEY-----'])).toThrow(ConfigError)
  })
})

describe('cursors', () => {
  it('bring places back, and tell nothing of them', () => {
    const { write, read } = keys.cursors
    for (const seq of [1, 2, 4_711, Number.MAX_SAFE_INTEGER]) expect(read(write(seq))).toBe(seq)
    expect(write(1).slice(0, 10)).not.toBe(write(2).slice(0, 10))
  })

  it('refuse whatever was not written here', () => {
    const cursor = keys.cursors.write(7)
    const others = ['', '7', 'null', cursor.slice(1), `${cursor}A`, `${cursor}=`, cursor.toUpperCase(), 'A'.repeat(22)]
    for (const text of others) expect(keys.cursors.read(text)).toBeNull()
    const guesses = Array.from({ length: 20_000 }, () => randomBytes(16).toString('base64url'))
    expect(guesses.filter(guess => keys.cursors.read(guess) !== null)).toEqual([])
    expect(createAuditKeys({ secret: 'another' }).cursors.read(cursor)).toBeNull()
  })
})
