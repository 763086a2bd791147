import { timingSafeEqual } from 'node:crypto'
import { decodeBase64 } from '../base64.ts'
import type { Verifier } from '../verifier.ts'
import { deriveScrypt } from './derive-scrypt.ts'

/**
 * Reads the PHC string `$scrypt$ln=16,r=8,p=1$salt$key` (RFC 7914), as passlib and the PHC libraries write it. Costs
 * are bounded: 256 MiB of memory, 512 MiB over all lanes, about a second.
 */
export function readScryptHash(stored: string): Verifier | null {
  const match = shape.exec(stored)
  if (match === null) return null

  const costs = { N: 2 ** Number(match[1]), r: Number(match[2]), p: Number(match[3]) }
  const salt = decodeBase64(match[4] ?? '')
  const key = decodeBase64(match[5] ?? '')
  if (!isAffordable(costs) || salt === null || key === null) return null

  return async password => timingSafeEqual(await deriveScrypt(password, salt, key.byteLength, costs), key)
}

/** The key has 16 to 64 bytes: a shorter one would be easy to hit. */
const shape =
  /^\$scrypt\$ln=([1-9][0-9]?),r=([1-9][0-9]?),p=([1-9][0-9]?)\$([A-Za-z0-9+/]{0,86})\$([A-Za-z0-9+/]{22,86})$/

const mebibyte = 2 ** 20

function isAffordable({ N, r, p }: { readonly N: number; readonly r: number; readonly p: number }): boolean {
  const memoryBytes = 128 * N * r // RFC 7914 §6
  return memoryBytes <= 256 * mebibyte && memoryBytes * p <= 512 * mebibyte
}
