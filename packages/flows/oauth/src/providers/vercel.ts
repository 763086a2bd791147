import type { ProviderData } from './provider-data.ts'
import { objectAt } from './read.ts'
import { standardUserInfo } from './standard-claims.ts'

export const vercel: ProviderData = {
  name: 'Vercel',
  authorizationUrl: 'https://vercel.com/oauth/authorize',
  tokenUrl: 'https://api.vercel.com/login/oauth/token',
  scopes: ['openid', 'email', 'profile'],
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://api.vercel.com/login/oauth/userinfo' }],
    toUserInfo: ([answer]) => standardUserInfo(objectAt(answer)),
  },
}
