import { Secret } from 'otpauth'
import type { TotpAlgorithm } from './parameters.ts'

/**
 * Makes a secret as long as the output of its hash (RFC 4226 §4, RFC 6238 §5.1), in base32 without padding.
 *
 * `algorithm` defaults to SHA1, which makes 160 bits.
 *
 * @example
 * import { generateTotpSecret } from '@pylon/totp'
 *
 * const secret = generateTotpSecret() // 'JBSWY3DPEHPK3PXP…', 32 characters
 */
export function generateTotpSecret(algorithm: TotpAlgorithm = 'SHA1'): string {
  return new Secret({ size: secretBytes[algorithm] }).base32
}

/** Null for what is no base32, and for fewer than 80 bits: an empty secret must not verify anything. */
export function readSecret(secret: string): Secret | null {
  return base32Form.test(secret) ? Secret.fromBase32(secret) : null
}

const secretBytes: Record<TotpAlgorithm, number> = { SHA1: 20, SHA256: 32, SHA512: 64 }

const base32Form = /^[A-Z2-7]{16,256}={0,6}$/i
