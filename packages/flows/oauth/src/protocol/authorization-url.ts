import { createHash } from 'node:crypto'
import type { OAuthConfig } from '../oauth-config.ts'
import type { ProviderData } from '../providers/provider-data.ts'

/** The secrets of one sign-in: `state` travels through the browser, the others stay here. */
export interface AuthorizationSecrets {
  readonly state: string
  /** 43 to 128 characters (RFC 7636 §4.1). */
  readonly codeVerifier: string
  readonly nonce: string
}

/** Where to send the browser (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1). */
export function authorizationUrl(data: ProviderData, config: OAuthConfig, secrets: AuthorizationSecrets): string {
  const url = new URL(data.authorizationUrl)
  const params: Record<string, string> = {
    ...data.authorizationParams,
    response_type: 'code',
    [data.clientIdParam ?? 'client_id']: config.clientId,
    redirect_uri: config.redirectUri,
    state: secrets.state,
  }
  const scopes = config.scopes ?? data.scopes
  if (scopes.length > 0) params.scope = scopes.join(data.scopeSeparator ?? ' ')
  if (data.identity.kind === 'id_token') params.nonce = secrets.nonce
  if (data.hasPkce) {
    params.code_challenge = createHash('sha256').update(secrets.codeVerifier).digest('base64url')
    params.code_challenge_method = 'S256'
  }
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  return url.href
}
