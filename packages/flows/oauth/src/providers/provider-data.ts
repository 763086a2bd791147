import type { JsonObject } from '@pylon/core'
import type { OAuthConfig } from '../oauth-config.ts'
import type { JsonRequest } from '../protocol/json-request.ts'
import type { UserInfo } from '../user-info.ts'

/** What there is to know of a provider. */
export interface ProviderData {
  readonly name: string
  readonly authorizationUrl: string
  readonly tokenUrl: string
  /** Default `tokenUrl`. */
  readonly refreshUrl?: string
  readonly scopes: readonly string[]
  /** Default a space. */
  readonly scopeSeparator?: ',' | ' '
  readonly authorizationParams?: Readonly<Record<string, string>>
  /** Whether it takes PKCE (RFC 7636). */
  readonly hasPkce: boolean
  /** It answers by a form that the browser posts. */
  readonly isFormPost?: boolean
  /** How the client's secret travels to the token endpoint (RFC 6749 §2.3.1). */
  readonly clientAuth: 'form' | 'basic'
  /** Default a form. */
  readonly tokenBody?: 'form' | 'json'
  /** Default `client_id`. */
  readonly clientIdParam?: string
  /** Sent to the token endpoint and with requests for the user. */
  readonly headers?: Readonly<Record<string, string>>
  /** Makes the secret where it is not a fixed one. */
  readonly clientSecret?: (config: OAuthConfig, now: number) => Promise<string>
  readonly identity: IdTokenIdentity | ApiIdentity
}

/** Who somebody is stands in an id_token. */
export interface IdTokenIdentity {
  readonly kind: 'id_token'
  /** What `iss` must be to the letter; `{tenantid}` stands for a directory's id. */
  readonly issuer: string
  readonly jwksUrl: string
  /** Asked as well, for what the id_token leaves out; null = the id_token has it all. */
  readonly userInfoUrl: string | null
  /** Refuses an authorization answer without `iss` (RFC 9207 §2.4). */
  readonly isIssSent?: boolean
  /** Default the standard claims. */
  readonly toUserInfo?: (claims: JsonObject) => UserInfo | null
}

/** Who somebody is has to be asked for with the access token. */
export interface ApiIdentity {
  readonly kind: 'api'
  readonly requests: (client: { readonly clientId: string }) => readonly UserInfoRequest[]
  /** Takes the answers in the order of the requests; null when they name nobody. */
  readonly toUserInfo: (answers: readonly unknown[]) => UserInfo | null
}

export interface UserInfoRequest extends Partial<Omit<JsonRequest, 'url'>> {
  readonly url: string
}
