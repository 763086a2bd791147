import { randomBytes } from 'node:crypto'

/** A text that no other case has used: cases share one database. */
export const unique = (prefix: string): string => prefix + randomBytes(16).toString('hex')

/** What the digest of a token looks like. */
export const uniqueHash = (): string => randomBytes(32).toString('base64url')
