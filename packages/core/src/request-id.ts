import { randomUUID } from 'node:crypto'

const acceptable = /^[A-Za-z0-9._-]{1,64}$/

/**
 * Keeps the caller's request id when it is safe to echo and to log, else makes a random one:
 * counted ones would tell how busy a server is.
 */
export function requestIdFrom(header: string | null): string {
  return header !== null && acceptable.test(header) ? header : randomUUID()
}
