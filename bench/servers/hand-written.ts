// What somebody would write for this one route, knowing what is fast, when there is no library.
import { hash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from './listen.ts'

/** What the route answers from, as a table holds it. */
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

/** The members of the answer. */
export interface Me {
  readonly user_id: string
  readonly is_admin: boolean
  readonly is_guest: boolean
  readonly roles: readonly string[]
  readonly tenant_id: string | null
  readonly session_id: string
  readonly api_key_id: string | null
  readonly scopes: readonly string[] | null
  readonly amr: readonly string[]
}

/** Undefined when there is no such session, or it is over; a promise only where the look-up has to wait. */
export type FindMe = (tokenHash: string, now: number) => Me | undefined | Promise<Me | undefined>

/** `GET /api/auth/me` by bearer alone, with the headers that Pylon sends. */
export function serveByHand(findMe: FindMe): void {
  listen(
    createServer((req, res) => {
      if (req.method !== 'GET' || req.url !== '/api/auth/me') return answer(res, 404, '{}', req)
      const me = meOf(req, findMe)
      if (!(me instanceof Promise)) return answerMe(res, me, req)
      me.then(
        found => answerMe(res, found, req),
        () => answer(res, 503, '{}', req),
      )
    }),
  )
}

function meOf(req: IncomingMessage, findMe: FindMe): ReturnType<FindMe> {
  const { authorization } = req.headers
  if (authorization === undefined || !/^Bearer pylon_[0-9a-f]{64}$/.test(authorization)) return undefined
  return findMe(hash('sha256', authorization.slice(7), 'base64url'), Math.floor(Date.now() / 1000))
}

export function toMe(session: SessionRow): Me {
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

function answerMe(res: ServerResponse, me: Me | undefined, req: IncomingMessage): void {
  if (me === undefined) answer(res, 401, '{}', req)
  else answer(res, 200, JSON.stringify(me), req)
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
