import { createHash } from 'node:crypto'
import { passwordBytes } from './password-bytes.ts'

/** Upper-case SHA-1 of the bytes that are hashed, as published lists have it; null for what the policy refuses anyway. */
export function breachDigest(password: string): string | null {
  const bytes = passwordBytes(password)
  return bytes === null ? null : createHash('sha1').update(bytes).digest('hex').toUpperCase()
}
