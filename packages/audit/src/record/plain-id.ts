import { hash } from 'node:crypto'

/**
 * An id as the log writes it. One that a column may not be able to hold (a foreign token's subject is anything) gives
 * way to its digest: two that are cut short would be one, and see each other's entries.
 */
export function plainId(id: string): string {
  const isPlain = id.length <= maxLength && id.isWellFormed() && !controls.test(id)
  return isPlain ? id : `sha256:${hash('sha256', id, 'hex')}`
}

export const plainIdOrNull = (id: string | null): string | null => (id === null ? null : plainId(id))

const maxLength = 255

const controls = /\p{Cc}/u
