import { randomBytes } from 'node:crypto'

export const adminToken: string = randomBytes(32).toString('hex')

/** In the form of a session token, for the servers that only look it up. */
export const handWrittenToken: string = `pylon_${randomBytes(32).toString('hex')}`

export const bearer = (token: unknown): Record<string, string> => ({ Authorization: `Bearer ${token}` })
