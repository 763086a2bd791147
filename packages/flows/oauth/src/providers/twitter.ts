import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const twitter: ProviderData = {
  name: 'X',
  authorizationUrl: 'https://x.com/i/oauth2/authorize',
  tokenUrl: 'https://api.x.com/2/oauth2/token',
  scopes: ['users.read', 'tweet.read', 'offline.access'], // users.read alone is refused
  hasPkce: true,
  clientAuth: 'basic',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://api.x.com/2/users/me' }],
    toUserInfo([answer]) {
      const user = objectAt(answer, 'data')
      const accountId = idOf(user.id)
      if (accountId === null) return null
      const displayName = textOf(user.name) ?? textOf(user.username)
      return { accountId, email: null, isEmailVerified: false, displayName }
    },
  },
}
