import type { AuthContext } from '../auth-context.ts'
import { jsonReply, type Reply } from '../reply.ts'
import type { Route } from '../route.ts'
import { meSchema } from './schemas.ts'

/** `GET /me`: the resolved context; reads no user. */
export const meRoute: Route = {
  method: 'GET',
  path: '/me',
  auth: 'anyone',
  doc: { summary: 'Tells who is calling', answers: { 200: meSchema } },
  async handle(ctx): Promise<Reply> {
    return jsonReply(200, toMe(await ctx.auth()))
  },
}

/** An `AuthContext` as it goes on the wire. */
export function toMe(auth: AuthContext): Readonly<Record<string, unknown>> {
  return {
    user_id: auth.userId,
    is_admin: auth.isAdmin,
    is_guest: auth.isGuest,
    roles: [...auth.roles], // JSON.stringify takes twice as long over a frozen array
    tenant_id: auth.tenantId,
    session_id: auth.sessionId,
    api_key_id: auth.apiKeyId,
    scopes: auth.scopes,
    amr: [...auth.amr],
  }
}
