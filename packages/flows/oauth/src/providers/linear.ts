import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const linear: ProviderData = {
  name: 'Linear',
  authorizationUrl: 'https://linear.app/oauth/authorize',
  tokenUrl: 'https://api.linear.app/oauth/token',
  scopes: ['read'],
  scopeSeparator: ',',
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: () => [
      {
        method: 'POST',
        url: 'https://api.linear.app/graphql',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ query: '{ viewer { id name email } }' }),
      },
    ],
    toUserInfo([answer]) {
      const user = objectAt(answer, 'data', 'viewer')
      const accountId = idOf(user.id)
      if (accountId === null) return null
      return { accountId, email: textOf(user.email), isEmailVerified: false, displayName: textOf(user.name) }
    },
  },
}
