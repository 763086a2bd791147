import type { ProviderData } from './provider-data.ts'

export const gitlab: ProviderData = {
  name: 'GitLab',
  authorizationUrl: 'https://gitlab.com/oauth/authorize',
  tokenUrl: 'https://gitlab.com/oauth/token',
  scopes: ['openid', 'email', 'profile'],
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'id_token',
    issuer: 'https://gitlab.com',
    jwksUrl: 'https://gitlab.com/oauth/discovery/keys',
    userInfoUrl: 'https://gitlab.com/oauth/userinfo',
  },
}
