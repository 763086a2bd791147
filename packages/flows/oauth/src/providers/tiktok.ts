import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const tiktok: ProviderData = {
  name: 'TikTok',
  authorizationUrl: 'https://www.tiktok.com/v2/auth/authorize/',
  tokenUrl: 'https://open.tiktokapis.com/v2/oauth/token/',
  scopes: ['user.info.basic'],
  scopeSeparator: ',',
  hasPkce: false,
  clientAuth: 'form',
  clientIdParam: 'client_key',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://open.tiktokapis.com/v2/user/info/?fields=open_id,display_name' }],
    toUserInfo([answer]) {
      const user = objectAt(answer, 'data', 'user')
      const accountId = idOf(user.open_id)
      if (accountId === null) return null
      return { accountId, email: null, isEmailVerified: false, displayName: textOf(user.display_name) }
    },
  },
}
