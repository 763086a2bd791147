import { generateKeyPairSync } from 'node:crypto'
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { startKeyServer } from '../test/key-server.ts'
import {
  audience,
  generateKey,
  hs256,
  hs256Header,
  issuer,
  now,
  payloadWith,
  secretText,
  signedBy,
} from '../test/tokens.ts'
import { createJwtVerifier, type JwtVerifierOptions } from './verifier.ts'

const base = { issuer, clock: () => now }

async function startIssuer(algorithm: 'RS256' | 'ES256' | 'EdDSA', options: Partial<JwtVerifierOptions> = {}) {
  const key = generateKey(algorithm, 'key-1')
  const { url } = await startKeyServer(key.jwk)
  const keys = { audience, jwksUrl: url, allowInsecureRequests: true, algorithms: [algorithm] }
  return { key, verifier: createJwtVerifier({ ...base, ...keys, ...options }) }
}

it.each(['RS256', 'ES256', 'EdDSA'] as const)(
  'verifies %s tokens of an issuer, as jose signs them',
  async algorithm => {
    const { publicKey, privateKey }: GenerateKeyPairResult = await generateKeyPair(algorithm)
    const { url } = await startKeyServer({ ...(await exportJWK(publicKey)), kid: 'jose', alg: algorithm, use: 'sig' })
    const options = { ...base, audience, jwksUrl: url, allowInsecureRequests: true, algorithms: [algorithm] }
    const verifier = createJwtVerifier(options)
    for (let round = 0; round < 50; round += 1) {
      const token = await new SignJWT({ round })
        .setProtectedHeader({ alg: algorithm, kid: 'jose' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject('user-1')
        .setExpirationTime(now + 60)
        .sign(privateKey)
      expect(await verifier.verify(token)).toEqual({ iss: issuer, aud: audience, sub: 'user-1', exp: now + 60, round })
    }
  },
)

describe.each(['RS256', 'ES256', 'EdDSA'] as const)('%s', algorithm => {
  it('refuses a changed payload, header or signature, and another key of the same name', async () => {
    const { key, verifier } = await startIssuer(algorithm)
    const good = signedBy(key)
    expect(await verifier.verify(good)).not.toBeNull()
    const [header = '', payload = '', signature = ''] = good.split('.')
    const [otherHeader = '', otherPayload = '', otherSignature = ''] = signedBy(key, {
      header: { typ: 'JWT' },
      claims: { sub: 'someone-else' },
    }).split('.')
    for (const token of [
      `${header}.${otherPayload}.${signature}`,
      `${otherHeader}.${payload}.${signature}`,
      `${header}.${payload}.${otherSignature}`,
      signedBy(generateKey(algorithm, 'key-1')),
    ]) {
      expect(await verifier.judge(token)).toEqual({ ok: false, reason: 'wrong_signature' })
    }
  })

  it('refuses signatures of another length, of zeros, and of all ones', async () => {
    const { key, verifier } = await startIssuer(algorithm)
    const text = signedBy(key).split('.').slice(0, 2).join('.')
    for (const length of [1, 32, 63, 64, 65, 70, 255, 256, 257, 512]) {
      for (const byte of [0, 1, 0xff]) {
        const token = `${text}.${Buffer.alloc(length, byte).toString('base64url')}`
        expect(await verifier.judge(token)).toEqual({ ok: false, reason: 'wrong_signature' })
      }
    }
  })

  it('refuses claims that are wrong, however well signed', async () => {
    const { key, verifier } = await startIssuer(algorithm)
    const reasonOf = async (claims: object): Promise<unknown> => verifier.judge(signedBy(key, { claims }))
    expect(await reasonOf({ aud: 'other' })).toEqual({ ok: false, reason: 'wrong_audience' })
    expect(await reasonOf({ iss: 'other' })).toEqual({ ok: false, reason: 'wrong_issuer' })
    expect(await reasonOf({ exp: now - 60 })).toEqual({ ok: false, reason: 'expired' })
    expect(await reasonOf({ exp: now - 59 })).toMatchObject({ ok: true })
  })
})

it('reads an embedded key as an attack even when another token made its header known', async () => {
  const { key, verifier } = await startIssuer('ES256')
  const attacker = generateKey('ES256', 'key-1')
  expect(await verifier.verify(signedBy(key))).not.toBeNull()
  const forged = signedBy(attacker, { header: { jwk: attacker.jwk } })
  expect(await verifier.judge(forged)).toEqual({ ok: false, reason: 'embedded_key' })
})

it('takes RS256 and ES256 alone unless told otherwise', async () => {
  const { key, verifier } = await startIssuer('EdDSA')
  expect(await verifier.verify(signedBy(key))).not.toBeNull()
  const jwksUrl = 'https://issuer.example.com/jwks.json'
  const fetch = async (): Promise<Response> => Response.json({ keys: [key.jwk] })
  const strict = createJwtVerifier({ ...base, audience, jwksUrl, fetch })
  expect(await strict.judge(signedBy(key))).toEqual({ ok: false, reason: 'wrong_algorithm' })
})

it('answers null and the cause while the keys cannot be had', async () => {
  const failure = new Error('no route')
  const fetch = async (): Promise<Response> => Promise.reject(failure)
  const verifier = createJwtVerifier({ ...base, audience, jwksUrl: 'https://issuer.example.com', fetch })
  const token = signedBy(generateKey('RS256', 'a'))
  expect(await verifier.verify(token)).toBeNull()
  expect(await verifier.judge(token)).toEqual({ ok: false, reason: 'keys_unavailable', cause: failure })
})

it('never takes the key set’s word for a secret: an HS256 token keyed with the public key is refused', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const fetch = async (): Promise<Response> =>
    Response.json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'a' }] })
  const verifier = createJwtVerifier({ ...base, jwksUrl: 'https://issuer.example.com', fetch })
  for (const format of ['pem', 'der'] as const) {
    const secret = publicKey.export({ type: 'spki', format: format as 'pem' }).toString()
    expect(await verifier.judge(hs256('{"alg":"HS256","kid":"a"}', payloadWith(), secret))).toEqual({
      ok: false,
      reason: 'wrong_algorithm',
    })
  }
})

it('remembers the header of an issuer, and forgets it when more come than an issuer has', async () => {
  const { key, verifier } = await startIssuer('ES256')
  const headerOf = async (header: object): Promise<unknown> => {
    const verdict = await verifier.judge(signedBy(key, { header }))
    return verdict.ok ? verdict.header : verdict.reason
  }
  const first = await headerOf({})
  expect(await headerOf({})).toBe(first)
  for (let at = 0; at < 32; at += 1) expect(await headerOf({ at })).toMatchObject({ at })
  expect(await headerOf({})).not.toBe(first)
  expect(await headerOf({})).toEqual(first)
  const long = { filler: 'x'.repeat(600) }
  expect(await headerOf(long)).not.toBe(await headerOf(long))
})

it('verifies by a secret, with no allowance for the clock', async () => {
  const verifier = createJwtVerifier({ ...base, secret: secretText })
  expect(await verifier.verify(hs256(hs256Header, payloadWith()))).toMatchObject({ sub: 'user-1' })
  expect(await verifier.judge(hs256(hs256Header, payloadWith({ exp: now })))).toEqual({ ok: false, reason: 'expired' })
  expect(await verifier.verify(null as never)).toBeNull()
})

it.each<[Partial<JwtVerifierOptions>, string]>([
  [{}, 'secret, jwksUrl'],
  [{ secret: secretText, jwksUrl: 'https://a.example' }, 'secret, jwksUrl'],
  [{ secret: 'short' }, '32 bytes'],
  [{ secret: secretText, issuer: '' }, 'issuer'],
  [{ secret: secretText, audience: '' }, 'audience'],
  [{ secret: secretText, audience: [] }, 'audience'],
  [{ secret: secretText, algorithms: [] }, 'algorithms'],
  [{ secret: secretText, algorithms: ['RS256'] }, 'algorithms'],
  [{ jwksUrl: 'https://a.example', algorithms: ['RS256', 'HS256'] }, 'algorithms'],
  [{ jwksUrl: 'https://a.example', algorithms: ['none' as never] }, 'algorithms'],
  [{ jwksUrl: 'http://a.example' }, 'jwksUrl'],
  [{ secret: secretText, clockSkewSecs: -1 }, 'clockSkewSecs'],
  [{ secret: secretText, clockSkewSecs: Number.POSITIVE_INFINITY }, 'clockSkewSecs'],
])('refuses to be made with %j', (options, problem) => {
  expect(() => createJwtVerifier({ issuer, ...options })).toThrow(problem)
})
