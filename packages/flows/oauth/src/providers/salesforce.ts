import type { ProviderData } from './provider-data.ts'
import { objectAt } from './read.ts'
import { standardUserInfo } from './standard-claims.ts'

/** Its id_tokens name the domain of the customer as issuer, so who somebody is gets asked for. */
export const salesforce: ProviderData = {
  name: 'Salesforce',
  authorizationUrl: 'https://login.salesforce.com/services/oauth2/authorize',
  tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
  scopes: ['openid', 'email', 'profile'],
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://login.salesforce.com/services/oauth2/userinfo' }],
    toUserInfo: ([answer]) => standardUserInfo(objectAt(answer)),
  },
}
