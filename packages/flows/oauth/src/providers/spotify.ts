import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const spotify: ProviderData = {
  name: 'Spotify',
  authorizationUrl: 'https://accounts.spotify.com/authorize',
  tokenUrl: 'https://accounts.spotify.com/api/token',
  scopes: ['user-read-email'],
  hasPkce: true,
  clientAuth: 'basic',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://api.spotify.com/v1/me' }],
    toUserInfo([answer]) {
      const user = objectAt(answer)
      const accountId = idOf(user.id)
      if (accountId === null) return null
      // Spotify's reference says of the address that it is unverified
      return { accountId, email: textOf(user.email), isEmailVerified: false, displayName: textOf(user.display_name) }
    },
  },
}
