import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { constantTimeEqual } from './constant-time.ts'

/**
 * Derives a 32-byte key for one purpose from the application's secret (HKDF-SHA-256, RFC 5869).
 *
 * @example
 * import { deriveKey } from '@pylon/core'
 *
 * const key = deriveKey('a long random application secret', 'acme invite links')
 */
export function deriveKey(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32))
}

export interface KeysOptions {
  readonly secret: string
  /** What was sealed or digested under these still counts; nothing new is. */
  readonly previousSecrets?: readonly string[]
}

/**
 * What the application's secret is good for: sealing what must be read again, and digesting what is too short for a
 * bare hash. `context` names the place, such as table and row: what is moved elsewhere does not open.
 */
export interface Keys {
  /** AES-256-GCM (NIST SP 800-38D) under the newest key, its id in front. */
  seal(plaintext: string, context: string): string
  /** Null when it was changed, moved, or sealed under a secret that is gone. */
  open(sealed: string, context: string): string | null
  /** The same plaintext under the newest key; null when it is already, or cannot be opened. */
  reseal(sealed: string, context: string): string | null
  /** HMAC-SHA-256 under the newest key, its id in front. */
  digest(text: string, context: string): string
  /** Tells in constant time whether a digest is that of a text. */
  matches(digest: string, text: string, context: string): boolean
}

/**
 * Derives keys from the application's secret and those before it.
 *
 * @example
 * import { createKeys } from '@pylon/core'
 *
 * const keys = createKeys({ secret: 'a long random application secret' })
 * const sealed = keys.seal('JBSWY3DPEHPK3PXP', 'credentials:usr_1:totp')
 * keys.open(sealed, 'credentials:usr_1:totp') // 'JBSWY3DPEHPK3PXP'
 */
export function createKeys({ secret, previousSecrets = [] }: KeysOptions): Keys {
  const newest = keyPairOf(secret)
  const byId = new Map(previousSecrets.map(keyPairOf).map(pair => [pair.id, pair]))
  byId.set(newest.id, newest)

  function seal(plaintext: string, context: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', newest.sealing, nonce).setAAD(Buffer.from(context))
    const text = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
    return `${newest.id}.${Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url')}`
  }

  function open(sealed: string, context: string): string | null {
    const [id = '', body = ''] = sealed.split('.')
    const pair = byId.get(id)
    const bytes = Buffer.from(body, 'base64url')
    if (pair === undefined || bytes.length < nonceBytes + tagBytes) return null
    return decrypt(pair.sealing, bytes, context)
  }

  function reseal(sealed: string, context: string): string | null {
    if (sealed.startsWith(`${newest.id}.`)) return null
    const plaintext = open(sealed, context)
    return plaintext === null ? null : seal(plaintext, context)
  }

  const digestUnder = ({ id, digesting }: KeyPair, text: string, context: string): string =>
    `${id}.${createHmac('sha256', digesting).update(`${context}\0${text}`).digest('base64url')}`

  return {
    seal,
    open,
    reseal,
    digest: (text, context) => digestUnder(newest, text, context),
    matches(digest, text, context) {
      const pair = byId.get(digest.split('.', 1)[0] ?? '') ?? newest
      return constantTimeEqual(digest, digestUnder(pair, text, context))
    },
  }
}

interface KeyPair {
  /** Tells keys apart and tells nothing of them. */
  readonly id: string
  readonly sealing: KeyObject
  readonly digesting: KeyObject
}

const nonceBytes = 12
const tagBytes = 16

function keyPairOf(secret: string): KeyPair {
  return {
    id: hash('sha256', deriveKey(secret, 'pylon key id'), 'hex').slice(0, 8),
    sealing: createSecretKey(deriveKey(secret, 'pylon seal')),
    digesting: createSecretKey(deriveKey(secret, 'pylon digest')),
  }
}

function decrypt(key: KeyObject, bytes: Buffer, context: string): string | null {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
