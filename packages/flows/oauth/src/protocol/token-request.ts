import type { OAuthConfig } from '../oauth-config.ts'
import type { ProviderData } from '../providers/provider-data.ts'
import type { JsonRequest } from './json-request.ts'

/** Asks for tokens in exchange for a code (RFC 6749 §4.1.3). */
export function codeRequest(
  data: ProviderData,
  config: OAuthConfig,
  {
    code,
    codeVerifier,
    clientSecret,
  }: { readonly code: string; readonly codeVerifier: string; readonly clientSecret: string },
): JsonRequest {
  return tokenRequest(data, config, clientSecret, data.tokenUrl, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: config.redirectUri,
    ...(data.hasPkce ? { code_verifier: codeVerifier } : {}),
  })
}

/** Asks for new tokens (RFC 6749 §6). */
export function refreshRequest(
  data: ProviderData,
  config: OAuthConfig,
  { refreshToken, clientSecret }: { readonly refreshToken: string; readonly clientSecret: string },
): JsonRequest {
  return tokenRequest(data, config, clientSecret, data.refreshUrl ?? data.tokenUrl, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  })
}

function tokenRequest(
  { clientAuth, tokenBody = 'form', clientIdParam = 'client_id', headers }: ProviderData,
  { clientId }: OAuthConfig,
  clientSecret: string,
  url: string,
  grant: Readonly<Record<string, string>>,
): JsonRequest {
  const isBasic = clientAuth === 'basic'
  const params = isBasic ? grant : { ...grant, [clientIdParam]: clientId, client_secret: clientSecret }
  return {
    method: 'POST',
    url,
    headers: {
      Accept: 'application/json', // GitHub answers with a form otherwise
      'User-Agent': userAgent,
      'Content-Type': tokenBody === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
      ...headers,
      ...(isBasic ? { Authorization: basicCredentials(clientId, clientSecret) } : {}),
    },
    body: tokenBody === 'json' ? JSON.stringify(params) : new URLSearchParams(params).toString(),
  }
}

export const userAgent = 'pylon-oauth'

/** Both halves are form-encoded first (RFC 6749 §2.3.1). */
function basicCredentials(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64')}`
}

const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1)
