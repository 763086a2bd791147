import {
  authRequired,
  eventFrom,
  jsonReply,
  objectSchema,
  type Route,
  type Stores,
  type User,
  userOf,
} from '@pylon/core'
import { accountNotFound, lastCredential } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'

/** `DELETE /accounts/:provider`: ends the link, unless nothing else would let the user in. */
export function unlinkRoute(parts: OAuthFlowParts): Route {
  const { stores, clock, onEvent } = parts

  return {
    method: 'DELETE',
    path: '/accounts/:provider',
    auth: 'fresh',
    doc: {
      summary: 'Ends the link to your account at a provider',
      answers: { 200: objectSchema({ unlinked: { const: true } }) },
      errors: { 404: ['ACCOUNT_NOT_FOUND'], 409: ['LAST_CREDENTIAL'] },
    },
    async handle(ctx) {
      const provider = ctx.params.provider ?? ''
      const { userId } = userOf(await ctx.auth())

      await stores.transaction(tx => unlink(parts, tx, userId, provider))
      await onEvent(eventFrom(ctx, clock(), 'account.unlinked', userId, { provider }))

      return jsonReply(200, { unlinked: true })
    },
  }
}

/** Holds the user first: of two that end the last two links together, one sees what the other has left. */
async function unlink(parts: OAuthFlowParts, tx: Stores, userId: string, provider: string): Promise<void> {
  const user = await tx.users.findById(userId)
  if (user === null) throw authRequired()
  if ((await tx.accounts.unlink(userId, provider)) === 0) throw accountNotFound()
  if (!(await canStillSignIn(parts, tx, user))) throw lastCredential() // which undoes it
}

async function canStillSignIn({ registry, hasEmailSignIn }: OAuthFlowParts, tx: Stores, user: User): Promise<boolean> {
  if (hasEmailSignIn && user.isEmailVerified) return true
  if ((await tx.credentials.find(user.id, 'password')) !== null) return true
  const others = await tx.accounts.listByUser(user.id)
  return others.some(({ providerId }) => registry.find(providerId) !== null) // what is no longer configured lets nobody in
}
