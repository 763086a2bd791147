import type { Cookie } from '../cookie.ts'
import { type HeaderList, jsonReply, type Reply } from '../reply.ts'
import type { IssuedSession } from '../sessions/sessions.ts'

/** `{token, user_id, expires_at}`, and the session cookie where cookies are on. */
export function grantReply(
  status: number,
  { token, session }: IssuedSession,
  cookie: Cookie | null,
  now: number,
  more: Readonly<Record<string, unknown>> = {},
  headers: HeaderList = [],
): Reply {
  return jsonReply(status, { ...more, token, user_id: session.userId, expires_at: session.expiresAt }, [
    ...headers,
    ...cookieHeader(cookie, token, session.expiresAt, now),
  ])
}

/** `{challenge, pending, methods, expires_at}`, and the challenge cookie where cookies are on. */
export function challengeReply(
  status: number,
  challenge: {
    readonly token: string
    readonly pending: string
    readonly methods: readonly string[]
    readonly expiresAt: number
  },
  cookie: Cookie | null,
  now: number,
  more: Readonly<Record<string, unknown>> = {},
): Reply {
  const { token, pending, methods, expiresAt } = challenge
  const body = { ...more, challenge: token, pending, methods, expires_at: expiresAt }
  return jsonReply(status, body, cookieHeader(cookie, token, expiresAt, now))
}

function cookieHeader(cookie: Cookie | null, token: string, expiresAt: number, now: number): HeaderList {
  if (cookie === null) return []
  return [['Set-Cookie', cookie.set(token, expiresAt === 0 ? null : expiresAt - now)]]
}
