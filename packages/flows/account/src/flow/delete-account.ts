import { authRequired, eventFrom, jsonReply, objectSchema, type Route, userOf } from '@pylon/core'
import type { AccountFlowParts } from './account-flow.ts'
import { deleteUser } from './delete-user.ts'

/** `DELETE /account`. */
export function deleteAccountRoute({ stores, sessions, clock, onEvent }: AccountFlowParts): Route {
  return {
    method: 'DELETE',
    path: '/account',
    auth: 'fresh',
    doc: {
      summary: 'Deletes your account with everything that is yours',
      answers: {
        200: objectSchema({
          deleted: { const: true },
          revoked_sessions: { type: 'integer' },
          revoked_api_keys: { type: 'integer' },
          unlinked_accounts: { type: 'integer' },
        }),
      },
      errors: { 409: ['LAST_OWNER'] },
    },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())

      const gone = await stores.transaction(tx => deleteUser(tx, userId, clock()))
      if (gone === null) throw authRequired()

      await onEvent(eventFrom(ctx, clock(), 'user.deleted', userId, { by: 'user' }))
      const { revokedSessions, revokedApiKeys, unlinkedAccounts } = gone
      return jsonReply(
        200,
        {
          deleted: true,
          revoked_sessions: revokedSessions,
          revoked_api_keys: revokedApiKeys,
          unlinked_accounts: unlinkedAccounts,
        },
        sessions.cookie === null ? [] : [['Set-Cookie', sessions.cookie.clear()]],
      )
    },
  }
}
