import { PylonError } from '../errors.ts'
import { FieldReader } from '../field-reader.ts'
import { jsonReply } from '../reply.ts'
import type { Route } from '../route.ts'
import { findUser, requireOperator } from './mint.ts'
import { objectSchema } from './schemas.ts'
import type { SessionFlowParts } from './session-flow.ts'

/** `POST /upgrade`: turns a guest's session into a user's, under the same token. */
export function upgradeRoute(parts: SessionFlowParts): Route {
  const { sessions, signIn, allowLoopbackMint } = parts
  return {
    method: 'POST',
    path: '/upgrade',
    auth: allowLoopbackMint ? 'anyone' : 'admin',
    doc: {
      summary: 'Turns a guest session into a user session, on the word of the admin',
      body: objectSchema({ token: { type: 'string' }, user_id: { type: 'string' } }),
      answers: { 200: objectSchema({ upgraded: { const: true }, user_id: { type: 'string' } }) },
      errors: {
        400: ['NOT_A_GUEST'],
        403: ['FORBIDDEN', 'USER_BANNED'],
        404: ['SESSION_NOT_FOUND', 'USER_NOT_FOUND'],
      },
    },
    async handle(ctx) {
      await requireOperator(parts, ctx)
      const fields = new FieldReader(await ctx.json())
      const token = fields.string('token')
      const userId = fields.string('user_id')
      fields.check()

      const session = await sessions.find(token)
      if (session === null) throw sessionNotFound()
      if (!session.isGuest) throw new PylonError('NOT_A_GUEST', 400, 'That session is not a guest session')
      const user = await findUser(parts, userId)

      const upgraded = await signIn.upgrade(token, user, ctx)
      if (upgraded === null) throw sessionNotFound()

      return jsonReply(200, { upgraded: true, user_id: user.id })
    },
  }
}

const sessionNotFound = (): PylonError => new PylonError('SESSION_NOT_FOUND', 404, 'There is no such session')
