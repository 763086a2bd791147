import { timingSafeEqual } from 'node:crypto'
import { hashRaw, type Options } from '@node-rs/argon2'
import { type Argon2Scheme, parseArgon2String } from './argon2-string.ts'
import { passwordBytes } from './password-bytes.ts'
import { findSecret, type Pepper } from './pepper.ts'
import type { Verifier } from './verifier.ts'

/** Reads an argon2 hash; null when it is malformed, too costly, or its pepper is not configured. */
export function readArgon2Hash(stored: string, pepper: Pepper | undefined): Verifier | null {
  const hash = parseArgon2String(stored)
  if (hash === null) return null
  const secret = findSecret(pepper, hash.keyId)
  if (secret === null) return null

  return async password => {
    const bytes = passwordBytes(password)
    if (bytes === null) return false
    return timingSafeEqual(await argon2Tag(bytes, { ...hash, tagBytes: hash.tag.byteLength, secret }), hash.tag)
  }
}

/** All that goes into a tag, except the password. */
export interface Argon2Input extends Argon2Scheme {
  readonly salt: Uint8Array
  readonly tagBytes: number
  /** Empty for none. */
  readonly secret: Uint8Array
}

/** Computes the tag on a thread of libuv's pool (RFC 9106 §3). */
export function argon2Tag(password: Uint8Array, input: Argon2Input): Promise<Uint8Array> {
  const { algorithm, version, memoryCostKib, timeCost, parallelism, salt, tagBytes, secret } = input
  const options: Options = {
    algorithm: algorithmNumbers[algorithm],
    version: version === 19 ? 1 : 0,
    memoryCost: memoryCostKib,
    timeCost,
    parallelism,
    salt,
    outputLen: tagBytes,
  }

  return hashRaw(password, secret.byteLength === 0 ? options : { ...options, secret })
}

/** The library names them in a `const enum`, which has no value at run time. */
const algorithmNumbers = { argon2d: 0, argon2i: 1, argon2id: 2 } as const
