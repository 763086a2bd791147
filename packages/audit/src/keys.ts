import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'
import { ConfigError, deriveKey } from '@pylon/core'
import { type Cursors, createCursors } from './cursor.ts'

/** Tells whether a signature is that of a text by a key that is trusted. */
export interface AuditVerifier {
  verify(keyId: string, text: string, signature: string): boolean
}

/** Signs checkpoints under the newest key, and knows the older ones. */
export interface AuditKeys extends AuditVerifier {
  /** Of the newest: the first 8 hex digits of the SHA-256 of its public key (DER, SPKI). */
  readonly keyId: string
  /** PEM, the newest first: what somebody needs who verifies the log elsewhere. */
  readonly publicKeys: readonly string[]
  /** Ed25519 (RFC 8032), base64url. */
  sign(text: string): string
  /** Writes places in the log so that they tell nothing. */
  readonly cursors: Cursors
}

export interface AuditKeysOptions {
  readonly secret: string
  /** What was signed under these still counts; nothing new is. */
  readonly previousSecrets?: readonly string[]
  /** PEM; keys whose secrets are gone and whose signatures shall count on; default none. */
  readonly trustedPublicKeys?: readonly string[]
}

/**
 * Derives the keys that sign checkpoints from the application's secret and those before it.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { createAuditKeys } from '@pylon/audit'
 *
 * const keys = createAuditKeys({ secret: 'a long random application secret' })
 * console.log(keys.publicKeys[0]) // keep it where whoever can write to the database cannot
 */
export function createAuditKeys({ secret, previousSecrets = [], trustedPublicKeys = [] }: AuditKeysOptions): AuditKeys {
  if (typeof secret !== 'string' || secret === '') throw new ConfigError(['secret: expected the application secret'])
  const privateKey = privateKeyOf(secret)
  const derived = [secret, ...previousSecrets].map(each => toPem(createPublicKey(privateKeyOf(each))))
  const publicKeys = [...derived, ...trustedPublicKeys]
  return {
    ...createAuditVerifier(publicKeys),
    keyId: idOf(createPublicKey(privateKey)),
    publicKeys,
    cursors: createCursors(secret),
    sign: text => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
}

/**
 * Trusts public keys, in PEM: all that is needed to verify a log, and nothing with which to forge one.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { createAuditKeys, createAuditVerifier } from '@pylon/audit'
 *
 * const { publicKeys } = createAuditKeys({ secret: 'a long random application secret' })
 * const verifier = createAuditVerifier(publicKeys)
 */
export function createAuditVerifier(publicKeys: readonly string[]): AuditVerifier {
  const byId = new Map(publicKeys.map(parsePublicKey).map(key => [idOf(key), key]))
  return {
    verify(keyId, text, signature) {
      const key = byId.get(keyId)
      return key !== undefined && isSignature(signature) && verify(null, Buffer.from(text), key, bytesOf(signature))
    },
  }
}

/** An Ed25519 private key in PKCS #8 is these bytes and the seed (RFC 8410 §7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

const privateKeyOf = (secret: string): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, deriveKey(secret, 'pylon audit checkpoints')]),
    format: 'der',
    type: 'pkcs8',
  })

const toPem = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString()

const idOf = (key: KeyObject): string => hash('sha256', key.export({ format: 'der', type: 'spki' }), 'hex').slice(0, 8)

function parsePublicKey(pem: string): KeyObject {
  const key = readPem(pem)
  if (key?.asymmetricKeyType === 'ed25519') return key
  throw new ConfigError(['public keys: expected Ed25519 public keys in PEM'])
}

function readPem(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem)
  } catch {
    return null
  }
}

/** One spelling alone: of 64 bytes in base64url the last digit has bits to spare, which nobody may play with. */
const isSignature = (text: string): boolean => text.length === 86 && bytesOf(text).toString('base64url') === text

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url')
