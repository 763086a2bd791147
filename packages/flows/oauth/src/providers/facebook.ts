import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const facebook: ProviderData = {
  name: 'Facebook',
  authorizationUrl: 'https://www.facebook.com/v24.0/dialog/oauth',
  tokenUrl: 'https://graph.facebook.com/v24.0/oauth/access_token',
  scopes: ['public_profile', 'email'],
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://graph.facebook.com/v24.0/me?fields=id,name,email' }],
    toUserInfo([answer]) {
      const user = objectAt(answer)
      const accountId = idOf(user.id)
      if (accountId === null) return null
      return { accountId, email: textOf(user.email), isEmailVerified: false, displayName: textOf(user.name) }
    },
  },
}
