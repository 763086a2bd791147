import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A foreign issuer with one key, and a token of its. */
export interface ForeignIssuer {
  readonly alg: 'RS256' | 'ES256' | 'EdDSA'
  readonly token: string
  readonly publicKey: KeyObject
  /** As its key set would be answered. */
  readonly keySet: string
}

export function foreignIssuers(issuer: string, now: number): readonly ForeignIssuer[] {
  return [
    foreignIssuer('RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }), issuer, now),
    foreignIssuer('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }), issuer, now),
    foreignIssuer('EdDSA', generateKeyPairSync('ed25519'), issuer, now),
  ]
}

function foreignIssuer(
  alg: ForeignIssuer['alg'],
  { publicKey, privateKey }: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  issuer: string,
  now: number,
): ForeignIssuer {
  const claims = { sub: 'usr_0123456789abcdef0123456789abcdef', iss: issuer, iat: now, exp: now + 3_600, roles: [] }
  const text = `${segment({ alg, typ: 'JWT', kid: alg })}.${segment(claims)}`
  const signature = sign(digestOf(alg), Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: alg, alg, use: 'sig' }
  const token = `${text}.${signature.toString('base64url')}`
  return { alg, token, publicKey, keySet: JSON.stringify({ keys: [jwk] }) }
}

/** Ed25519 brings its own. */
export const digestOf = (alg: ForeignIssuer['alg']): 'sha256' | null => (alg === 'EdDSA' ? null : 'sha256')

const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
