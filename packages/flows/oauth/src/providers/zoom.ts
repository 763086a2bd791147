import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const zoom: ProviderData = {
  name: 'Zoom',
  authorizationUrl: 'https://zoom.us/oauth/authorize',
  tokenUrl: 'https://zoom.us/oauth/token',
  scopes: [], // those of the registered app
  hasPkce: true,
  clientAuth: 'basic',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://api.zoom.us/v2/users/me' }],
    toUserInfo([answer]) {
      const user = objectAt(answer)
      const accountId = idOf(user.id)
      if (accountId === null) return null
      const email = textOf(user.email)
      return {
        accountId,
        email,
        isEmailVerified: email !== null && user.verified === 1,
        displayName: textOf(user.display_name) ?? textOf(user.first_name),
      }
    },
  },
}
