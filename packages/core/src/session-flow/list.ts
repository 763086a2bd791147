import { jsonReply } from '../reply.ts'
import type { Route } from '../route.ts'
import type { Session } from '../stores/session.ts'
import { sessionListSchema } from './schemas.ts'
import type { SessionFlowParts } from './session-flow.ts'
import { userOf } from './user-of.ts'

/** `GET /sessions`: one's own live sessions, newest first. */
export function listRoute({ sessions }: SessionFlowParts): Route {
  return {
    method: 'GET',
    path: '/sessions',
    auth: 'session',
    doc: { summary: 'Lists your sessions, newest first', answers: { 200: sessionListSchema } },
    async handle(ctx) {
      const { userId, sessionId } = userOf(await ctx.auth())
      const list = await sessions.listByUser(userId)
      return jsonReply(
        200,
        list.map(session => toWireSession(session, sessionId)),
      )
    },
  }
}

const toWireSession = (session: Session, currentId: string | null): Readonly<Record<string, unknown>> => ({
  id: session.id,
  token_prefix: session.tokenPrefix,
  user_id: session.userId,
  device: session.device,
  ip: session.ip,
  created_at: session.createdAt,
  last_used_at: session.lastUsedAt,
  expires_at: session.expiresAt,
  current: session.id === currentId,
})
