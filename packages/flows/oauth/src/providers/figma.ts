import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const figma: ProviderData = {
  name: 'Figma',
  authorizationUrl: 'https://www.figma.com/oauth',
  tokenUrl: 'https://api.figma.com/v1/oauth/token',
  refreshUrl: 'https://api.figma.com/v1/oauth/refresh',
  scopes: ['current_user:read'],
  hasPkce: true,
  clientAuth: 'basic',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://api.figma.com/v1/me' }],
    toUserInfo([answer]) {
      const user = objectAt(answer)
      const accountId = idOf(user.id)
      if (accountId === null) return null
      return { accountId, email: textOf(user.email), isEmailVerified: false, displayName: textOf(user.handle) }
    },
  },
}
