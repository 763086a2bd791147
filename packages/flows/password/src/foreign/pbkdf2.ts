import { pbkdf2, timingSafeEqual } from 'node:crypto'
import { decodeBase64 } from '../base64.ts'
import type { Verifier } from '../verifier.ts'

/**
 * Reads PBKDF2 (RFC 8018 §5.2) as passlib writes it, `$pbkdf2-sha256$29000$salt$key`, as the PHC libraries do,
 * `$pbkdf2-sha256$i=29000$salt$key`, and as Django does, `pbkdf2_sha256$29000$salt$key`; with SHA-1, SHA-256 or
 * SHA-512 and at most 5,000,000 iterations, three seconds at most.
 */
export function readPbkdf2Hash(stored: string): Verifier | null {
  const hash = parseModular(stored) ?? parseDjango(stored)
  if (hash === null || hash.iterations > maxIterations) return null

  return async password => timingSafeEqual(await derivePbkdf2(password, hash), hash.key)
}

const maxIterations = 5_000_000

interface Pbkdf2Hash {
  readonly digest: string
  readonly iterations: number
  readonly salt: Uint8Array
  readonly key: Uint8Array
}

function parseModular(stored: string): Pbkdf2Hash | null {
  const match = modularShape.exec(stored)
  if (match === null) return null

  const [, digest = 'sha1', iterations, keyLength, saltText = '', keyText = ''] = match
  const salt = decodeBase64(fromPasslib(saltText))
  const key = decodeBase64(fromPasslib(keyText))
  if (salt === null || key === null) return null
  if (keyLength !== undefined && Number(keyLength) !== key.byteLength) return null

  return { digest, iterations: Number(iterations), salt, key }
}

/** In both forms the key has 16 to 64 bytes: a shorter one would be easy to hit. */
const modularShape =
  /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?([1-9][0-9]{0,7})(?:,l=([0-9]{2}))?\$([A-Za-z0-9./+]{0,86})\$([A-Za-z0-9./+]{22,86})$/

/** passlib's base64 has a full stop where the standard one has a plus sign. */
const fromPasslib = (text: string): string => text.replaceAll('.', '+')

function parseDjango(stored: string): Pbkdf2Hash | null {
  const match = djangoShape.exec(stored)
  if (match === null) return null

  const [, digest = '', iterations, salt = '', keyText = ''] = match
  const key = decodeBase64(keyText)

  return key === null ? null : { digest, iterations: Number(iterations), salt: new TextEncoder().encode(salt), key }
}

/** Django uses the salt's letters as they stand. */
const djangoShape = /^pbkdf2_(sha1|sha256)\$([1-9][0-9]{0,7})\$([^$]{1,128})\$([A-Za-z0-9+/=]{22,88})$/

const derivePbkdf2 = (password: string, { digest, iterations, salt, key }: Pbkdf2Hash): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    pbkdf2(password, salt, iterations, key.byteLength, digest, (error, derived) =>
      error === null ? resolve(derived) : reject(error),
    )
  })
