import { eventFrom } from '../event.ts'
import type { Route } from '../route.ts'
import { grantReply } from '../sign-in/reply.ts'
import { objectSchema } from './schemas.ts'
import type { SessionFlowParts } from './session-flow.ts'

/** `POST /guest`: a session before sign-in, under an id that stays the same. */
export function guestRoute({ sessions, clock, onEvent }: SessionFlowParts): Route {
  return {
    method: 'POST',
    path: '/guest',
    auth: 'anyone',
    isSignIn: true,
    doc: {
      summary: 'Starts a session for a guest',
      answers: {
        201: objectSchema({
          guest: { const: true },
          token: { type: 'string' },
          user_id: { type: 'string', pattern: '^guest_[0-9a-f]{32}$' },
          expires_at: { type: 'integer' },
        }),
      },
    },
    async handle(ctx) {
      const issued = await sessions.createGuest(ctx)
      await onEvent(eventFrom(ctx, clock(), 'guest.created', issued.session.userId, { session_id: issued.session.id }))
      return grantReply(201, issued, sessions.cookie, clock(), { guest: true })
    },
  }
}
