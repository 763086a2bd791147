// What somebody would write for this one route, knowing what is fast, when there is no library.
import { hash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from './listen.ts'

/** What the route answers from. */
export interface SessionRow {
  readonly id: string
  readonly user_id: string
  readonly is_guest: number
  /** JSON. */
  readonly roles: string
  readonly tenant_id: string | null
  /** JSON. */
  readonly amr: string
  readonly expires_at: number
}

export type FindSession = (tokenHash: string, now: number) => SessionRow | undefined

/** `GET /api/auth/me` by bearer alone, with the headers that Pylon sends. */
export function serveByHand(findSession: FindSession): void {
  listen(
    createServer((req, res) => {
      if (req.method !== 'GET' || req.url !== '/api/auth/me') return answer(res, 404, '{}', req)
      const session = sessionOf(req, findSession)
      if (session === undefined) return answer(res, 401, '{}', req)
      return answer(res, 200, JSON.stringify(toMe(session)), req)
    }),
  )
}

function sessionOf(req: IncomingMessage, findSession: FindSession): SessionRow | undefined {
  const { authorization } = req.headers
  if (authorization === undefined || !/^Bearer pylon_[0-9a-f]{64}$/.test(authorization)) return undefined
  return findSession(hash('sha256', authorization.slice(7), 'base64url'), Math.floor(Date.now() / 1000))
}

function toMe(session: SessionRow): object {
  return {
    user_id: session.user_id,
    is_admin: false,
    is_guest: session.is_guest === 1,
    roles: JSON.parse(session.roles),
    tenant_id: session.tenant_id,
    session_id: session.id,
    api_key_id: null,
    scopes: null,
    amr: JSON.parse(session.amr),
  }
}

function answer(res: ServerResponse, status: number, body: string, req: IncomingMessage): void {
  res.writeHead(status, [
    'Content-Type',
    'application/json; charset=utf-8',
    'Cache-Control',
    'no-store',
    'X-Request-Id',
    String(req.headers['x-request-id'] ?? randomUUID()),
    'Content-Length',
    String(Buffer.byteLength(body)),
  ])
  res.end(body)
}
