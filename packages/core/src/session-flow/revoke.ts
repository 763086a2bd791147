import type { RequestContext } from '../context.ts'
import { PylonError } from '../errors.ts'
import { eventFrom } from '../event.ts'
import type { JsonObject } from '../json.ts'
import { type HeaderList, jsonReply } from '../reply.ts'
import type { Route } from '../route.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { objectSchema } from './schemas.ts'
import type { SessionFlowParts } from './session-flow.ts'
import { userOf } from './user-of.ts'

const revokedSchema = objectSchema({ revoked: { type: 'boolean' } })

/** `DELETE /session`: signs out. */
export function revokeCurrentRoute(parts: SessionFlowParts): Route {
  const { sessions } = parts
  return {
    method: 'DELETE',
    path: '/session',
    auth: 'anyone',
    doc: { summary: 'Signs out: revokes the session of this request', answers: { 200: revokedSchema } },
    async handle(ctx) {
      const { userId, sessionId } = await ctx.auth()
      const revoked = userId !== null && sessionId !== null && (await sessions.revoke(userId, sessionId))
      if (revoked) await announce(parts, ctx, userId, { session_id: sessionId })
      return jsonReply(200, { revoked }, clearedCookie(sessions))
    },
  }
}

/** `DELETE /sessions`: signs out everywhere. */
export function revokeAllRoute(parts: SessionFlowParts): Route {
  const { sessions } = parts
  return {
    method: 'DELETE',
    path: '/sessions',
    auth: 'session',
    doc: {
      summary: 'Signs out everywhere, or everywhere else',
      query: { keep_current: { enum: ['1', 'true'], description: 'keeps the session of this request' } },
      answers: { 200: objectSchema({ revoked_count: { type: 'integer' } }) },
    },
    async handle(ctx) {
      const { userId, sessionId } = userOf(await ctx.auth())
      const isKeepingCurrent = ['1', 'true'].includes(ctx.query.get('keep_current') ?? '')

      const revokedCount = await sessions.revokeByUser(userId, isKeepingCurrent ? sessionId : null)
      await announce(parts, ctx, userId, { revoked_count: revokedCount })

      return jsonReply(200, { revoked_count: revokedCount }, isKeepingCurrent ? [] : clearedCookie(sessions))
    },
  }
}

/** `DELETE /sessions/:id`: signs out one of one's own sessions. */
export function revokeOneRoute(parts: SessionFlowParts): Route {
  const { sessions } = parts
  return {
    method: 'DELETE',
    path: '/sessions/:id',
    auth: 'session',
    doc: {
      summary: 'Revokes one of your sessions',
      answers: { 200: revokedSchema },
      errors: { 404: ['SESSION_NOT_FOUND'] },
    },
    async handle(ctx) {
      const { userId, sessionId } = userOf(await ctx.auth())
      const id = ctx.params.id ?? ''
      if (!(await sessions.revoke(userId, id))) {
        throw new PylonError('SESSION_NOT_FOUND', 404, 'You have no such session')
      }
      await announce(parts, ctx, userId, { session_id: id })
      return jsonReply(200, { revoked: true }, id === sessionId ? clearedCookie(sessions) : [])
    },
  }
}

async function announce(
  { clock, onEvent }: SessionFlowParts,
  ctx: RequestContext,
  userId: string,
  data: JsonObject,
): Promise<void> {
  await onEvent(eventFrom(ctx, clock(), 'session.revoked', userId, data))
}

const clearedCookie = ({ cookie }: Sessions): HeaderList => (cookie === null ? [] : [['Set-Cookie', cookie.clear()]])
