import type { ProviderData } from './provider-data.ts'
import { idOf, isTrue, objectAt, textOf } from './read.ts'

export const paypal: ProviderData = {
  name: 'PayPal',
  authorizationUrl: 'https://www.paypal.com/signin/authorize',
  tokenUrl: 'https://api-m.paypal.com/v1/oauth2/token',
  scopes: ['openid', 'profile', 'email'],
  authorizationParams: { flowEntry: 'static' },
  hasPkce: false,
  clientAuth: 'basic',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://api-m.paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1' }],
    toUserInfo([answer]) {
      const user = objectAt(answer)
      const accountId = idOf(user.user_id)
      if (accountId === null) return null
      const emails = (Array.isArray(user.emails) ? user.emails : []).map(each => objectAt(each))
      const primary = emails.find(each => isTrue(each.primary)) ?? emails[0]
      const email = textOf(primary?.value)
      return {
        accountId,
        email,
        isEmailVerified: email !== null && isTrue(primary?.confirmed),
        displayName: textOf(user.name),
      }
    },
  },
}
