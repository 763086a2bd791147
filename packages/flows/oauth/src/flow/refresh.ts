import { type Account, eventFrom, jsonReply, type Route, userOf } from '@pylon/core'
import { openToken } from './account-tokens.ts'
import { accountNotFound, noRefreshToken } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'
import { createAccountRefresher } from './refresh-account.ts'
import { accessTokenSchema } from './schemas.ts'

/** `POST /oauth/refresh/:provider`: an access token of the caller's account there, good for a minute at least. */
export function refreshRoute(parts: OAuthFlowParts): Route {
  const { stores, keys, clock, onEvent } = parts
  const refresher = createAccountRefresher(parts)

  return {
    method: 'POST',
    path: '/oauth/refresh/:provider',
    auth: 'session',
    doc: {
      summary: 'Gives an access token of your account at a provider',
      answers: { 200: accessTokenSchema },
      errors: { 400: ['NO_REFRESH_TOKEN'], 404: ['ACCOUNT_NOT_FOUND', 'PROVIDER_NOT_FOUND'], 502: ['REFRESH_FAILED'] },
    },
    async handle(ctx) {
      const provider = ctx.params.provider ?? ''
      const { userId } = userOf(await ctx.auth())
      const known = latestOf(provider, await stores.accounts.listByUser(userId))
      if (known === null) throw accountNotFound()

      const account = await refresher.freshen(known)
      const accessToken = openToken(keys, account, 'accessToken')
      if (accessToken === null) throw noRefreshToken()
      const isNew = account.accessToken !== known.accessToken
      if (isNew) await onEvent(eventFrom(ctx, clock(), 'account.refreshed', userId, { provider }))

      const { accessTokenExpiresAt, scope } = account
      return jsonReply(200, { access_token: accessToken, expires_at: accessTokenExpiresAt ?? 0, scope, provider })
    },
  }
}

/** Of several accounts at one provider, the one used last. */
function latestOf(providerId: string, accounts: readonly Account[]): Account | null {
  const own = accounts.filter(account => account.providerId === providerId)
  return own.sort((a, b) => b.updatedAt - a.updatedAt)[0] ?? null
}
