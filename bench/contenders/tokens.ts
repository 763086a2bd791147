import { randomBytes } from 'node:crypto'
import { requestText } from '../lib/request-text.ts'

export const adminToken: string = randomBytes(32).toString('hex')

/** In the form of a session token, for the servers that only look it up. */
export const handWrittenToken: string = `pylon_${randomBytes(32).toString('hex')}`

/** `GET /api/auth/me` by bearer. */
export const meRequest = (token: unknown): string =>
  requestText({ method: 'GET', path: '/api/auth/me', headers: bearer(token) })

export const bearer = (token: unknown): Record<string, string> => ({ Authorization: `Bearer ${token}` })
