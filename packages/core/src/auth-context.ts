/** Who is calling, as the authenticators found; never parsed from the input itself. */
export interface AuthContext {
  readonly via: 'anonymous' | 'admin-token' | 'session' | 'api-key' | 'jwt'
  /** A guest has one too: `guest_…`. */
  readonly userId: string | null
  readonly isAdmin: boolean
  readonly isGuest: boolean
  readonly roles: readonly string[]
  readonly tenantId: string | null
  readonly sessionId: string | null
  readonly apiKeyId: string | null
  /** Null when the credential is not limited to scopes. */
  readonly scopes: readonly string[] | null
  /** How they signed in, by RFC 8176 names: `pwd`, `otp`, `mfa`, … */
  readonly amr: readonly string[]
  /** When identity was last proved; 0 when it never was. */
  readonly authTime: number
}

/** Nobody in particular: what a request without a credential resolves to. */
export const anonymous: AuthContext = Object.freeze({
  via: 'anonymous',
  userId: null,
  isAdmin: false,
  isGuest: false,
  roles: Object.freeze([]),
  tenantId: null,
  sessionId: null,
  apiKeyId: null,
  scopes: null,
  amr: Object.freeze([]),
  authTime: 0,
})
