import type { ProviderData } from './provider-data.ts'
import { idOf, isTrue, objectAt, textOf } from './read.ts'

export const dropbox: ProviderData = {
  name: 'Dropbox',
  authorizationUrl: 'https://www.dropbox.com/oauth2/authorize',
  tokenUrl: 'https://api.dropboxapi.com/oauth2/token',
  scopes: ['account_info.read'],
  authorizationParams: { token_access_type: 'offline' }, // gives a refresh token
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    // without a body: Dropbox refuses even an empty one of any type but its own
    requests: () => [{ method: 'POST', url: 'https://api.dropboxapi.com/2/users/get_current_account' }],
    toUserInfo([answer]) {
      const user = objectAt(answer)
      const accountId = idOf(user.account_id)
      if (accountId === null) return null
      const email = textOf(user.email)
      return {
        accountId,
        email,
        isEmailVerified: email !== null && isTrue(user.email_verified),
        displayName: textOf(objectAt(user.name).display_name),
      }
    },
  },
}
