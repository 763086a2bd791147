import { timingSafeEqual } from 'node:crypto'
import type { Verifier } from '../verifier.ts'
import { deriveScrypt } from './derive-scrypt.ts'

/**
 * Reads better-auth's `salt:key`, both hexadecimal: scrypt with N=16384, r=16, p=1 and 64 bytes of key, over the NFKC
 * form of the password and the letters of the salt, not the bytes that they stand for.
 */
export function readBetterAuthHash(stored: string): Verifier | null {
  const match = shape.exec(stored)
  if (match === null) return null
  const [, salt = '', keyText = ''] = match
  const key = Buffer.from(keyText, 'hex')

  return async password =>
    timingSafeEqual(
      await deriveScrypt(password.normalize('NFKC'), salt, key.byteLength, { N: 16_384, r: 16, p: 1 }),
      key,
    )
}

const shape = /^([0-9a-f]{32}):([0-9a-f]{128})$/i
