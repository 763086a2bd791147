import { createSecretKey } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { expect, it } from 'vitest'
import { issuer, now, secretText } from '../test/tokens.ts'
import { createJwtMinter, mintJwt } from './mint.ts'
import { createJwtSecret } from './secret.ts'
import { verifySecretJwt } from './verify.ts'

const minter = createJwtMinter({ secret: secretText, issuer })
const grant = { subject: 'usr_1', roles: ['member', 'Zoë'], expiresAt: now + 60, now }
const secret = createJwtSecret(secretText)

it('mints what jose verifies', async () => {
  const token = minter.mint({ ...grant, tenantId: 'org_1', jti: 'one' })
  const options = { issuer, algorithms: ['HS256'], currentDate: new Date(now * 1000) }
  const { payload, protectedHeader } = await jwtVerify(token, createSecretKey(Buffer.from(secretText)), options)
  expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(payload).toEqual({
    sub: 'usr_1',
    iat: now,
    exp: now + 60,
    iss: issuer,
    tenant_id: 'org_1',
    roles: ['member', 'Zoë'],
    jti: 'one',
  })
})

it('verifies what jose signs', async () => {
  const token = await new SignJWT({ roles: ['a'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setSubject('usr_1')
    .setIssuedAt(now)
    .setExpirationTime(now + 60)
    .sign(createSecretKey(Buffer.from(secretText)))
  expect(verifySecretJwt(token, { secret, expectedIssuer: issuer, now })).toMatchObject({
    ok: true,
    claims: { sub: 'usr_1', roles: ['a'], iat: now, exp: now + 60 },
  })
})

it('names no tenant unless there is one, and every token anew', () => {
  const tokens = [
    minter.mint(grant),
    minter.mint({ ...grant, tenantId: null }),
    mintJwt({ secret: secretText, issuer, ...grant }),
  ]
  const claims = tokens.map(token => {
    const verdict = verifySecretJwt(token, { secret, expectedIssuer: issuer, now })
    if (!verdict.ok) throw new Error(verdict.reason)
    return verdict.claims
  })
  expect(claims.some(each => 'tenant_id' in each)).toBe(false)
  expect(new Set(claims.map(each => each.jti)).size).toBe(3)
})

it('counts the bytes of a secret, not its characters', () => {
  expect(() => createJwtMinter({ secret: 'x'.repeat(31), issuer })).toThrow(
    'secret: expected at least 32 bytes, found 31',
  )
  expect(() => createJwtMinter({ secret: 'é'.repeat(16), issuer })).not.toThrow()
  expect(() => createJwtMinter({ secret: new Uint8Array(31), issuer })).toThrow('32 bytes')
  expect(() => createJwtMinter({ secret: '', issuer })).toThrow('found 0')
  expect(() => createJwtSecret(secretText, ['short'])).toThrow('previousSecrets: expected at least 32 bytes, found 5')
  expect(() => createJwtMinter({ secret: secretText, issuer: '' })).toThrow('issuer')
})

it('mints nothing that would never verify', () => {
  for (const wrong of [
    { subject: '' },
    { subject: 'a\ud800' },
    { expiresAt: Number.NaN },
    { expiresAt: Number.POSITIVE_INFINITY },
    { expiresAt: now + 0.5 },
    { now: Number.NaN },
    { roles: ['x'.repeat(8192)] },
  ]) {
    expect(() => minter.mint({ ...grant, ...wrong })).toThrow(RangeError)
  }
})

it('shows no secret', () => {
  const texts = [minter, secret].flatMap(each => [String(each), JSON.stringify(each)])
  for (const text of texts) expect(text).not.toContain(secretText)
})
