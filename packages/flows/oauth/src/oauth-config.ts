/** How this application is registered with a provider. */
export interface OAuthConfig {
  /** Lower-case letters, digits and underscores; one of the built-in ones, or any with `issuer`. */
  readonly id: string
  readonly clientId: string
  /** Empty for Apple alone, where `apple` makes it. */
  readonly clientSecret: string
  /** Registered with the provider to the letter. */
  readonly redirectUri: string
  /** Default those of the provider. */
  readonly scopes?: readonly string[]
  /** Makes it an OpenID provider found by discovery, a built-in id too. */
  readonly issuer?: string
  /** Microsoft's directory: an id, a domain, or `common` (default), `organizations`, `consumers`. */
  readonly tenant?: string
  /** What Apple's client secrets are signed with. */
  readonly apple?: AppleKey
}

export interface AppleKey {
  readonly teamId: string
  readonly keyId: string
  /** PKCS #8 in PEM. */
  readonly privateKey: string
}
