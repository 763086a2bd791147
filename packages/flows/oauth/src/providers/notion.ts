import type { ProviderData } from './provider-data.ts'
import { idOf, objectAt, textOf } from './read.ts'

export const notion: ProviderData = {
  name: 'Notion',
  authorizationUrl: 'https://api.notion.com/v1/oauth/authorize',
  tokenUrl: 'https://api.notion.com/v1/oauth/token',
  scopes: [],
  authorizationParams: { owner: 'user' },
  hasPkce: false,
  clientAuth: 'basic',
  tokenBody: 'json',
  headers: { 'Notion-Version': '2022-06-28' },
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://api.notion.com/v1/users/me' }],
    toUserInfo([answer]) {
      const user = objectAt(answer, 'bot', 'owner', 'user') // the token is a bot's, the user owns it
      const accountId = idOf(user.id)
      if (accountId === null) return null
      const email = textOf(objectAt(user.person).email)
      return { accountId, email, isEmailVerified: false, displayName: textOf(user.name) }
    },
  },
}
