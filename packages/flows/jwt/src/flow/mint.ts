import { authRequired, eventFrom, generateId, jsonReply, objectSchema, type Route, userOf } from '@pylon/core'
import { jwtNotConfigured } from './errors.ts'
import type { JwtFlowParts } from './jwt-flow.ts'

/** `POST /jwt`: who the session is right now, for services that cannot ask. */
export function mintRoute({ sessions, minter, lifetimeSecs, clock, onEvent }: JwtFlowParts): Route {
  return {
    method: 'POST',
    path: '/jwt',
    auth: 'session',
    doc: {
      summary: 'Makes a JWT that says what the session says',
      answers: { 200: objectSchema({ token: { type: 'string' }, expires_at: { type: 'integer' } }) },
      errors: { 501: ['JWT_NOT_CONFIGURED'] },
    },
    async handle(ctx) {
      const auth = await ctx.auth()
      const { userId } = userOf(auth)
      const presented = sessions.tokenFrom(ctx)

      if (minter === null) throw jwtNotConfigured()
      const session = presented === null ? null : await sessions.find(presented)
      if (session === null || session.id !== auth.sessionId) throw authRequired() // it ended since the pipeline looked

      const now = clock()
      const expiresAt = session.expiresAt === 0 ? now + lifetimeSecs : Math.min(now + lifetimeSecs, session.expiresAt)
      const jti = generateId('jwt_')
      const { roles, tenantId } = auth
      const token = minter.mint({ subject: userId, roles, tenantId, expiresAt, now, jti })
      await onEvent(eventFrom(ctx, now, 'jwt.minted', userId, { session_id: session.id, jti, expires_at: expiresAt }))

      return jsonReply(200, { token, expires_at: expiresAt })
    },
  }
}
