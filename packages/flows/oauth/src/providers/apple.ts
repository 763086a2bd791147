import { appleClientSecret } from '../protocol/apple-client-secret.ts'
import type { ProviderData } from './provider-data.ts'

export const apple: ProviderData = {
  name: 'Apple',
  authorizationUrl: 'https://appleid.apple.com/auth/authorize',
  tokenUrl: 'https://appleid.apple.com/auth/token',
  scopes: ['name', 'email'],
  authorizationParams: { response_mode: 'form_post' }, // Apple refuses scopes otherwise
  hasPkce: false,
  isFormPost: true,
  clientAuth: 'form',
  clientSecret: appleClientSecret,
  identity: {
    kind: 'id_token',
    issuer: 'https://appleid.apple.com',
    jwksUrl: 'https://appleid.apple.com/auth/keys',
    userInfoUrl: null,
  },
}
