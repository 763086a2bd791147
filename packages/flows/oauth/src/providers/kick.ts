import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const kick: ProviderData = {
  name: 'Kick',
  authorizationUrl: 'https://id.kick.com/oauth/authorize',
  tokenUrl: 'https://id.kick.com/oauth/token',
  scopes: ['user:read'],
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://api.kick.com/public/v1/users' }],
    toUserInfo([answer]) {
      const user = objectAt(answer, 'data', 0)
      const accountId = idOf(user.user_id)
      if (accountId === null) return null
      return { accountId, email: textOf(user.email), isEmailVerified: false, displayName: textOf(user.name) }
    },
  },
}
