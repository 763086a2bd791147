import type { ProviderData } from './provider-data.ts'
import { objectAt } from './read.ts'
import { standardUserInfo } from './standard-claims.ts'

export const roblox: ProviderData = {
  name: 'Roblox',
  authorizationUrl: 'https://apis.roblox.com/oauth/v1/authorize',
  tokenUrl: 'https://apis.roblox.com/oauth/v1/token',
  scopes: ['openid', 'profile'],
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'api',
    requests: () => [{ url: 'https://apis.roblox.com/oauth/v1/userinfo' }],
    toUserInfo: ([answer]) => standardUserInfo(objectAt(answer)),
  },
}
