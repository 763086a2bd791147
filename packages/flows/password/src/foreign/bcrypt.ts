import { verify } from '@node-rs/bcrypt'
import type { Verifier } from '../verifier.ts'

/**
 * Reads `$2a$`, `$2b$` and `$2y$`. Bytes after the 72nd do not count, as in every bcrypt; a cost over 15, two seconds
 * here, is refused. Runs on libuv's pool, where a JavaScript bcrypt would hold the event loop for 100 ms at a time.
 */
export function readBcryptHash(stored: string): Verifier | null {
  const cost = shape.exec(stored)?.[1]
  if (cost === undefined || Number(cost) < minCost || Number(cost) > maxCost) return null

  return password => verify(password, stored)
}

const shape = /^\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}$/
const minCost = 4
const maxCost = 15
