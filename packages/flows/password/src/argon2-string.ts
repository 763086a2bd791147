import { decodeBase64, encodeBase64 } from './base64.ts'

/** The costs of an argon2 hash (RFC 9106 §3.1). */
export interface Argon2Costs {
  readonly memoryCostKib: number
  readonly timeCost: number
  readonly parallelism: number
}

/** All that two hashes made in the same way have in common. */
export interface Argon2Scheme extends Argon2Costs {
  readonly algorithm: 'argon2d' | 'argon2i' | 'argon2id'
  readonly version: 16 | 19
  /** Id of the pepper; null for none. */
  readonly keyId: string | null
}

/** An argon2 hash taken apart. */
export interface Argon2Hash extends Argon2Scheme {
  readonly salt: Uint8Array
  readonly tag: Uint8Array
}

/** The highest costs accepted, in options and in stored hashes: 256 MiB, two seconds of one core. */
export const maxArgon2Costs: Argon2Costs = { memoryCostKib: 262_144, timeCost: 16, parallelism: 16 }

/** Reads an argon2 PHC string; null when it is malformed, costs more than we pay, or is bound to associated data. */
export function parseArgon2String(text: string): Argon2Hash | null {
  const match = shape.exec(text)
  if (match === null) return null

  const [, algorithm, version, parameterText = '', saltText = '', tagText = ''] = match
  const parameters = parseParameters(parameterText)
  const salt = decodeBase64(saltText)
  const tag = decodeBase64(tagText)
  if (parameters === null || salt === null || tag === null) return null
  if (salt.byteLength < 8 || tag.byteLength < 16) return null

  return {
    algorithm: algorithm as Argon2Hash['algorithm'], // the expression lets only these three through
    version: version === '19' ? 19 : 16,
    ...parameters,
    salt,
    tag,
  }
}

/** Writes an argon2 PHC string, the pepper's id as its `keyid`. */
export function formatArgon2String(hash: Argon2Hash): string {
  const { algorithm, version, memoryCostKib, timeCost, parallelism, keyId, salt, tag } = hash
  const costs = `m=${memoryCostKib},t=${timeCost},p=${parallelism}`
  const keyIdText = keyId === null ? '' : `,keyid=${encodeBase64(Buffer.from(keyId, 'latin1'))}`

  return `$${algorithm}$v=${version}$${costs}${keyIdText}$${encodeBase64(salt)}$${encodeBase64(tag)}`
}

/** No part can match what the next one starts with, so it is linear; salt and tag are at most 64 bytes. */
const shape =
  /^\$(argon2(?:id|i|d))(?:\$v=(16|19))?\$([a-z]+=[A-Za-z0-9+/=,]+)\$([A-Za-z0-9+/]{1,86})\$([A-Za-z0-9+/]{1,86})$/

function parseParameters(text: string): (Argon2Costs & { readonly keyId: string | null }) | null {
  const values = parseAssignments(text)
  if (values === null) return null

  // a hash in the database must not decide how much memory we allocate
  const memoryCostKib = parseCost(values.get('m'), maxArgon2Costs.memoryCostKib)
  const timeCost = parseCost(values.get('t'), maxArgon2Costs.timeCost)
  const parallelism = parseCost(values.get('p'), maxArgon2Costs.parallelism)
  const keyId = decodeBase64(values.get('keyid') ?? '')
  if (memoryCostKib === null || timeCost === null || parallelism === null || keyId === null) return null
  if (memoryCostKib < 8 * parallelism) return null

  return {
    memoryCostKib,
    timeCost,
    parallelism,
    keyId: keyId.byteLength === 0 ? null : Buffer.from(keyId).toString('latin1'),
  }
}

/** In any order, since libraries differ in it, but nothing twice and nothing unknown. */
function parseAssignments(text: string): ReadonlyMap<string, string> | null {
  const values = new Map<string, string>()
  for (const assignment of text.split(',')) {
    const [name = '', value, ...rest] = assignment.split('=')
    if (!knownNames.has(name) || values.has(name) || value === undefined || rest.length > 0) return null
    values.set(name, value)
  }

  return values
}

const knownNames: ReadonlySet<string> = new Set(['m', 't', 'p', 'keyid'])

function parseCost(text: string | undefined, max: number): number | null {
  if (text === undefined || !/^[1-9][0-9]{0,9}$/.test(text)) return null
  const cost = Number(text)

  return cost <= max ? cost : null
}
