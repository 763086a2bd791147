import type { ProviderData } from './provider-data.ts'
import { idOf, isTrue, objectAt, textOf } from './read.ts'

export const discord: ProviderData = {
  name: 'Discord',
  authorizationUrl: 'https://discord.com/oauth2/authorize',
  tokenUrl: 'https://discord.com/api/oauth2/token',
  scopes: ['identify', 'email'],
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://discord.com/api/v10/users/@me' }],
    toUserInfo([answer]) {
      const user = objectAt(answer)
      const accountId = idOf(user.id)
      if (accountId === null) return null
      const email = textOf(user.email)
      return {
        accountId,
        email,
        isEmailVerified: email !== null && isTrue(user.verified),
        displayName: textOf(user.global_name) ?? textOf(user.username),
      }
    },
  },
}
