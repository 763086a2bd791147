import type { ProviderData } from './provider-data.ts'
import { objectAt } from './read.ts'
import { standardUserInfo } from './standard-claims.ts'

/** Its id_tokens carry no nonce, so who somebody is gets asked for. */
export const linkedin: ProviderData = {
  name: 'LinkedIn',
  authorizationUrl: 'https://www.linkedin.com/oauth/v2/authorization',
  tokenUrl: 'https://www.linkedin.com/oauth/v2/accessToken',
  scopes: ['openid', 'profile', 'email'],
  hasPkce: false,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://api.linkedin.com/v2/userinfo' }],
    toUserInfo: ([answer]) => standardUserInfo(objectAt(answer)),
  },
}
