import { type Account, jsonReply, type Route, userOf } from '@pylon/core'
import type { OAuthFlowParts } from './oauth-flow.ts'
import { accountsSchema } from './schemas.ts'

/** `GET /accounts`: the accounts that the caller has linked, without their tokens. */
export function accountsRoute({ stores }: OAuthFlowParts): Route {
  return {
    method: 'GET',
    path: '/accounts',
    auth: 'session',
    doc: { summary: 'Lists the accounts you have linked', answers: { 200: accountsSchema } },
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      return jsonReply(200, (await stores.accounts.listByUser(userId)).map(toWireAccount))
    },
  }
}

const toWireAccount = ({ providerId, accountId, email, scope, createdAt }: Account): object => ({
  provider: providerId,
  provider_account_id: accountId,
  email,
  scope,
  created_at: createdAt,
})
