import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const atlassian: ProviderData = {
  name: 'Atlassian',
  authorizationUrl: 'https://auth.atlassian.com/authorize',
  tokenUrl: 'https://auth.atlassian.com/oauth/token',
  scopes: ['read:me', 'offline_access'],
  authorizationParams: { audience: 'api.atlassian.com', prompt: 'consent' },
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://api.atlassian.com/me' }],
    toUserInfo([answer]) {
      const user = objectAt(answer)
      const accountId = idOf(user.account_id)
      if (accountId === null) return null
      return { accountId, email: textOf(user.email), isEmailVerified: false, displayName: textOf(user.name) }
    },
  },
}
