import { generateId, generateToken, hashToken } from '@pylon/core'

/** A key as its owner holds it, taken apart. */
export interface PresentedKey {
  readonly id: string
  readonly secretHash: string
}

/** A new key: what the owner is shown once, and what is stored. */
export interface CreatedKey {
  readonly key: string
  readonly id: string
  readonly secretHash: string
  readonly prefix: string
}

/**
 * Makes the key `<prefix>.<id>.<secret>`; the secret has 256 bits.
 *
 * @example
 * import { createKey } from '@pylon/api-keys'
 *
 * const { key, id, secretHash } = createKey('pk') // show `key` once, store the others
 */
export function createKey(prefix: string, id: string = generateId('')): CreatedKey {
  const secret = generateToken('')
  const key = `${prefix}.${id}.${secret}`
  return { key, id, secretHash: hashToken(secret), prefix: key.slice(0, prefix.length + 9) }
}

/** Takes a key apart; null for what has not its form. */
export function parseKey(prefix: string, text: string): PresentedKey | null {
  const at = prefix.length + 1
  if (text.length !== at + idLength + 1 + secretLength || text[at + idLength] !== '.') return null
  const [id, secret] = [text.slice(at, at + idLength), text.slice(at + idLength + 1)]
  return text.startsWith(`${prefix}.`) && hexDigits.test(id) && hexDigits.test(secret)
    ? { id, secretHash: hashToken(secret) }
    : null
}

const idLength = 32
const secretLength = 64
const hexDigits = /^[0-9a-f]+$/
