import { jsonReply } from '../reply.ts'
import type { Route } from '../route.ts'
import { sessionListSchema } from './schemas.ts'
import type { SessionFlowParts } from './session-flow.ts'
import { userOf } from './user-of.ts'
import { toWireSession } from './wire-session.ts'

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
        list.map(session => ({ ...toWireSession(session), current: session.id === sessionId })),
      )
    },
  }
}
