import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const twitch: ProviderData = {
  name: 'Twitch',
  authorizationUrl: 'https://id.twitch.tv/oauth2/authorize',
  tokenUrl: 'https://id.twitch.tv/oauth2/token',
  scopes: ['user:read:email'],
  hasPkce: false,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: ({ clientId }) => [{ url: 'https://api.twitch.tv/helix/users', headers: { 'Client-Id': clientId } }],
    toUserInfo([answer]) {
      const user = objectAt(answer, 'data', 0)
      const accountId = idOf(user.id)
      if (accountId === null) return null
      const displayName = textOf(user.display_name) ?? textOf(user.login)
      return { accountId, email: textOf(user.email), isEmailVerified: false, displayName }
    },
  },
}
