import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import { ConfigError } from '@pylon/core'

/** RFC 7518 §3.2: a key of at least the size of the hash. */
const minSecretBytes = 32

/** The secrets whose HS256 signatures are believed; they show nothing of themselves in logs. */
export interface JwtSecret {
  /** The current one first. */
  readonly secretKeys: readonly KeyObject[]
}

/**
 * Takes the secret of HS256 tokens, and former ones that still verify. Texts count as their UTF-8 bytes.
 *
 * Throws `ConfigError` for a secret under 32 bytes.
 *
 * @example
 * import { createJwtSecret } from '@pylon/jwt'
 *
 * const secret = createJwtSecret('a long random secret of the application', ['the secret of last year, still long'])
 */
export function createJwtSecret(
  secret: string | Uint8Array,
  previousSecrets: readonly (string | Uint8Array)[] = [],
): JwtSecret {
  return {
    secretKeys: [secretKey('secret', secret), ...previousSecrets.map(each => secretKey('previousSecrets', each))],
  }
}

export function secretKey(name: string, secret: string | Uint8Array): KeyObject {
  const bytes = Buffer.from(secret)
  if (bytes.length < minSecretBytes) {
    throw new ConfigError([`${name}: expected at least ${minSecretBytes} bytes, found ${bytes.length}`])
  }
  return createSecretKey(bytes)
}

export function signText(text: string, key: KeyObject): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** Compares signatures as they are written: another spelling of the same bytes is another signature. */
export function isSignedWithSecret(text: string, signature: string, { secretKeys }: JwtSecret): boolean {
  const received = Buffer.from(signature) // the core's constantTimeEqual takes three times as long
  return secretKeys.some(key => {
    const expected = Buffer.from(signText(text, key))
    return expected.length === received.length && timingSafeEqual(expected, received)
  })
}
