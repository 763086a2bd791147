/** A secret kept outside the database and mixed into every hash (RFC 9106 §3.1, the secret value K). */
export interface PepperKey {
  /** 1 to 8 characters of `A-Z a-z 0-9 . _ -`; stored in every hash made with this key. */
  readonly id: string
  /** At least 32 bytes; a string counts as its UTF-8 bytes. */
  readonly key: Uint8Array | string
}

/**
 * The pepper for new hashes, and the older ones that existing hashes still verify with. Taking a key out of `previous`
 * locks out the hashes made with it.
 *
 * @example
 * import { type Pepper, createPasswords } from '@pylon/password'
 *
 * declare const keys: { newer: Uint8Array; older: Uint8Array }
 * const pepper: Pepper = { id: '2026-11', key: keys.newer, previous: [{ id: '2025-01', key: keys.older }] }
 * const passwords = createPasswords({ pepper })
 */
export interface Pepper extends PepperKey {
  readonly previous?: readonly PepperKey[]
}

/** The secret for new hashes; empty without a pepper. */
export const currentSecret = (pepper: Pepper | undefined): Uint8Array =>
  pepper === undefined ? noSecret : keyBytes(pepper)

/** The secret that a stored hash was made with: empty for no key id, null for one that is not configured. */
export function findSecret(pepper: Pepper | undefined, keyId: string | null): Uint8Array | null {
  if (keyId === null) return noSecret
  const match = pepperKeys(pepper).find(({ id }) => id === keyId)

  return match === undefined ? null : keyBytes(match)
}

const noSecret = new Uint8Array(0)

/** What is wrong with a pepper, one sentence each and never the key itself. */
export function pepperProblems(pepper: Pepper | undefined): string[] {
  const keys = pepperKeys(pepper)
  const problems = keys.flatMap(keyProblems)
  if (new Set(keys.map(({ id }) => id)).size < keys.length) problems.push('pepper: two keys have the same id')

  return problems
}

function keyProblems(pepperKey: PepperKey): string[] {
  const problems: string[] = []
  if (!keyIdShape.test(pepperKey.id)) {
    problems.push(`pepper: expected an id of 1 to 8 characters of A-Z a-z 0-9 . _ -, found "${pepperKey.id}"`)
  }
  const length = keyBytes(pepperKey).byteLength
  if (length < minKeyBytes) {
    problems.push(`pepper: the key of "${pepperKey.id}" has ${length} bytes, at least ${minKeyBytes} are needed`)
  }

  return problems
}

/** The PHC string of argon2 has room for a key id of 8 bytes. */
const keyIdShape = /^[A-Za-z0-9._-]{1,8}$/
const minKeyBytes = 32

const pepperKeys = (pepper: Pepper | undefined): readonly PepperKey[] =>
  pepper === undefined ? [] : [pepper, ...(pepper.previous ?? [])]

const keyBytes = ({ key }: PepperKey): Uint8Array => (typeof key === 'string' ? new TextEncoder().encode(key) : key)
