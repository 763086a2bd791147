import { jsonReply } from '../reply.ts'
import type { Route } from '../route.ts'
import type { User } from '../stores/user.ts'
import { toMe } from './me.ts'
import { meSchema, objectSchema, userSchema } from './schemas.ts'
import type { SessionFlowParts } from './session-flow.ts'

/** `GET /session`: the context and, for a user, the user. */
export function showRoute({ stores }: SessionFlowParts): Route {
  return {
    method: 'GET',
    path: '/session',
    auth: 'anyone',
    doc: {
      summary: 'Tells who is calling, with their user',
      answers: { 200: objectSchema({ session: meSchema, user: userSchema }) },
    },
    async handle(ctx) {
      const auth = await ctx.auth()
      const user = auth.userId === null || auth.isGuest ? null : await stores.users.findById(auth.userId)
      return jsonReply(200, { session: toMe(auth), user: user === null ? null : toWireUser(user) })
    },
  }
}

const toWireUser = (user: User): Readonly<Record<string, unknown>> => ({
  id: user.id,
  email: user.email,
  display_name: user.displayName,
  email_verified: user.isEmailVerified,
  created_at: user.createdAt,
})
