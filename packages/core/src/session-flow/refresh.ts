import { authRequired, PylonError } from '../errors.ts'
import { eventFrom } from '../event.ts'
import type { Route } from '../route.ts'
import { grantReply } from '../sign-in/reply.ts'
import { grantSchema } from './schemas.ts'
import type { SessionFlowParts } from './session-flow.ts'

/** `POST /refresh`: a new token for the old one, for users and guests. */
export function refreshRoute({ sessions, clock, onEvent }: SessionFlowParts): Route {
  return {
    method: 'POST',
    path: '/refresh',
    auth: 'anyone',
    doc: {
      summary: 'Swaps the session token for a new one with a full lifetime',
      answers: { 200: grantSchema },
      errors: { 401: ['SESSION_EXPIRED', 'AUTH_REQUIRED'] },
    },
    async handle(ctx) {
      await ctx.auth() // a bearer of another kind that does not verify is refused as such
      const token = sessions.tokenFrom(ctx)
      if (token === null) throw authRequired()

      const issued = await sessions.refresh(token)
      if (issued === null) throw new PylonError('SESSION_EXPIRED', 401, 'This session has ended; sign in again')

      const { userId, id } = issued.session
      await onEvent(eventFrom(ctx, clock(), 'session.refreshed', userId, { session_id: id }))
      return grantReply(200, issued, sessions.cookie, clock())
    },
  }
}
