import { isLoopback } from '../address.ts'
import type { RequestContext } from '../context.ts'
import { forbidden, PylonError } from '../errors.ts'
import { FieldReader } from '../field-reader.ts'
import type { Route } from '../route.ts'
import { grantReply } from '../sign-in/reply.ts'
import type { User } from '../stores/user.ts'
import { grantSchema, objectSchema } from './schemas.ts'
import type { SessionFlowParts } from './session-flow.ts'

/** `POST /session`: the operator's way to a session for any user. */
export function mintRoute(parts: SessionFlowParts): Route {
  const { signIn, clock, allowLoopbackMint } = parts
  return {
    method: 'POST',
    path: '/session',
    auth: allowLoopbackMint ? 'anyone' : 'admin',
    doc: {
      summary: 'Makes a session for a user, on the word of the admin',
      body: objectSchema({ user_id: { type: 'string' } }),
      answers: { 201: grantSchema },
      errors: { 403: ['FORBIDDEN', 'USER_BANNED'], 404: ['USER_NOT_FOUND'] },
    },
    async handle(ctx) {
      await requireOperator(parts, ctx)
      const fields = new FieldReader(await ctx.json())
      const userId = fields.string('user_id')
      fields.check()

      const user = await findUser(parts, userId)
      const issued = await signIn.mint(user, ctx)

      return grantReply(201, issued, null, clock()) // never a cookie: the admin does not become the user
    },
  }
}

/** The admin token, or in development whoever sits at this machine. */
export async function requireOperator({ allowLoopbackMint }: SessionFlowParts, ctx: RequestContext): Promise<void> {
  const { isAdmin } = await ctx.auth()
  if (!isAdmin && !(allowLoopbackMint && isLoopback(ctx.socketIp))) throw forbidden()
}

export async function findUser({ stores }: SessionFlowParts, userId: string): Promise<User> {
  const user = await stores.users.findById(userId)
  if (user === null) throw new PylonError('USER_NOT_FOUND', 404, 'There is no such user')
  return user
}
