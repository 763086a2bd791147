/** What a provider hands out for a code or a refresh token. */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken: string | null
  readonly idToken: string | null
  /** Null = the provider did not say. */
  readonly accessTokenExpiresAt: number | null
  readonly refreshTokenExpiresAt: number | null
  /** As the provider wrote it. */
  readonly scope: string | null
}
