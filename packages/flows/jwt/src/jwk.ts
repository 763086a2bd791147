import { KeyObject } from 'node:crypto'
import type { JsonObject } from '@pylon/core'
import { importJWK, type JWK } from 'jose'
import type { JwtAlgorithm } from './algorithm.ts'
import { isRocaModulus } from './roca.ts'

/** A public key with the one algorithm it is for: no token can use it for another. */
export interface VerificationKey {
  readonly algorithm: Exclude<JwtAlgorithm, 'HS256'>
  /** Null when the issuer gave it no name. */
  readonly keyId: string | null
  readonly key: KeyObject
}

/** Null for a key that signs nothing we read, is not meant to, is weak, or has its private half published. */
export async function importVerificationKey(jwk: unknown): Promise<VerificationKey | null> {
  if (!isObject(jwk) || !isForVerifying(jwk) || Object.hasOwn(jwk, 'd')) return null
  const kind = kindOf(jwk)
  if (kind === null || !isNameOf(kind.algorithm, jwk.alg)) return null
  const key = await importOrNull(pick(jwk, kind.members), kind.algorithm)
  if (key === null || !isStrong(key)) return null
  return { algorithm: kind.algorithm, keyId: typeof jwk.kid === 'string' ? jwk.kid : null, key }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isForVerifying({ use, key_ops: operations, kid }: JsonObject): boolean {
  const isNamed = kid === undefined || typeof kid === 'string'
  const isForSignatures = use === undefined || use === 'sig'
  return isNamed && isForSignatures && (operations === undefined || asList(operations).includes('verify'))
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

interface KeyKind {
  readonly algorithm: VerificationKey['algorithm']
  /** The public members, the only ones that are read. */
  readonly members: readonly string[]
}

function kindOf({ kty, crv }: JsonObject): KeyKind | null {
  if (kty === 'RSA') return { algorithm: 'RS256', members: ['kty', 'n', 'e'] }
  if (kty === 'EC' && crv === 'P-256') return { algorithm: 'ES256', members: ['kty', 'crv', 'x', 'y'] }
  if (kty === 'OKP' && crv === 'Ed25519') return { algorithm: 'EdDSA', members: ['kty', 'crv', 'x'] }
  return null
}

/** RFC 9864 gives EdDSA with this curve a name of its own. */
const isNameOf = (algorithm: string, name: unknown): boolean =>
  name === undefined || name === algorithm || (algorithm === 'EdDSA' && name === 'Ed25519')

/** Longest member, in characters: an RSA modulus of 8192 bits has 1366. */
const maxMemberLength = 1400

/** Null when a member is missing or no text of a sane length. */
function pick(jwk: JsonObject, names: readonly string[]): JWK | null {
  const members = names.map((name): [string, unknown] => [name, jwk[name]])
  const isComplete = members.every(([, value]) => typeof value === 'string' && value.length <= maxMemberLength)
  return isComplete ? (Object.fromEntries(members) as JWK) : null
}

async function importOrNull(jwk: JWK | null, algorithm: string): Promise<KeyObject | null> {
  if (jwk === null) return null
  try {
    const key = await importJWK(jwk, algorithm)
    return key instanceof Uint8Array ? null : KeyObject.from(key)
  } catch {
    return null // a point off its curve and the like: the other keys of the set still count
  }
}

function isStrong(key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'rsa') return true
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  const isSane = modulusLength >= 2048 && modulusLength <= 8192
  const isExponent = publicExponent >= 3n && publicExponent % 2n === 1n && publicExponent < 2n ** 64n
  return isSane && isExponent && !isRocaModulus(modulusOf(key))
}

function modulusOf(key: KeyObject): bigint {
  const { n = '' } = key.export({ format: 'jwk' })
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)
}
