import type { ProviderData } from './provider-data.ts'

export const google: ProviderData = {
  name: 'Google',
  authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  scopes: ['openid', 'email', 'profile'],
  authorizationParams: { access_type: 'offline' }, // gives a refresh token, at the first consent
  hasPkce: true,
  clientAuth: 'form',
  identity: {
    kind: 'id_token',
    issuer: 'https://accounts.google.com',
    jwksUrl: 'https://www.googleapis.com/oauth2/v3/certs',
    userInfoUrl: null,
  },
}
