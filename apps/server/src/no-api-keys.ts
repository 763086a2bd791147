import { type Authenticator, bearerFrom, PylonError } from '@pylon/core'

/** Where API keys are turned off: a bearer of that form is refused as one that does not verify. */
export const noApiKeys: Authenticator = {
  name: 'no-api-keys',
  async authenticate(ctx) {
    if (bearerFrom(ctx)?.startsWith('pk.')) throw new PylonError('INVALID_API_KEY', 401, 'This API key is not valid')
    return null
  },
}
