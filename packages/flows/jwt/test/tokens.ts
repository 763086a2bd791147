import { createHmac, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto'

export const issuer = 'https://issuer.example.com'
export const audience = 'https://api.example.com'
export const secretText = 'a long random secret of the application'
export const now = 1_800_000_000

export const encode = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url')

/** An HS256 token of any header and payload text, well-formed or not. */
export function hs256(header: string, payload: string | Uint8Array, secret: string = secretText): string {
  const text = `${encode(header)}.${encode(payload)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

export const hs256Header = '{"alg":"HS256","typ":"JWT"}'

/** The payload of a token that verifies, with other members. */
export const payloadWith = (members: object = {}): string =>
  JSON.stringify({ iss: issuer, sub: 'user-1', iat: now, exp: now + 3600, ...members })

export type ForeignAlgorithm = 'RS256' | 'ES256' | 'EdDSA'

export interface TestKey {
  readonly algorithm: ForeignAlgorithm
  readonly keyId: string
  readonly privateKey: KeyObject
  readonly jwk: JsonWebKey & { readonly kid: string }
}

export function generateKey(algorithm: ForeignAlgorithm, keyId: string): TestKey {
  const { privateKey, publicKey } = generatePair(algorithm)
  return { algorithm, keyId, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid: keyId } }
}

function generatePair(algorithm: ForeignAlgorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 })
  return algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
}

export interface TokenParts {
  readonly header?: object
  readonly claims?: object
}

/** A token by a foreign key, for our audience unless the claims say otherwise. */
export function signedBy({ algorithm, keyId, privateKey }: TestKey, { header, claims }: TokenParts = {}): string {
  const headerText = JSON.stringify({ alg: algorithm, kid: keyId, ...header })
  const text = `${encode(headerText)}.${encode(payloadWith({ aud: audience, ...claims }))}`
  const hash = algorithm === 'EdDSA' ? null : 'sha256'
  return `${text}.${encode(sign(hash, Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }))}`
}
