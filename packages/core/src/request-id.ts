import { generateId } from './token.ts'

/** Keeps the caller's request id when it is safe to echo and to log, else makes one. */
export type RequestIdFrom = (header: string | null) => string

/** Ids of one app share a random prefix and count on: they need to be unique, not secret. */
export function createRequestIds(): RequestIdFrom {
  let prefix: string | null = null // made with the first request: workerd has no random source before one
  let made = 0
  return header => {
    if (header !== null && acceptable.test(header)) return header
    prefix ??= generateId('')
    made += 1
    return `${prefix}-${made.toString(36)}`
  }
}

const acceptable = /^[A-Za-z0-9._-]{1,64}$/
