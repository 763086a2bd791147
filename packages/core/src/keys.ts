import { hkdfSync } from 'node:crypto'

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
