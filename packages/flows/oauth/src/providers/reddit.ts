import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const reddit: ProviderData = {
  name: 'Reddit',
  authorizationUrl: 'https://www.reddit.com/api/v1/authorize',
  tokenUrl: 'https://www.reddit.com/api/v1/access_token',
  scopes: ['identity'],
  authorizationParams: { duration: 'permanent' }, // gives a refresh token
  hasPkce: false,
  clientAuth: 'basic',
  headers: { 'User-Agent': 'server:pylon-oauth:v1' }, // Reddit turns common user agents away
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://oauth.reddit.com/api/v1/me' }],
    toUserInfo([answer]) {
      const user = objectAt(answer)
      const accountId = idOf(user.id)
      if (accountId === null) return null
      return { accountId, email: null, isEmailVerified: false, displayName: textOf(user.name) }
    },
  },
}
