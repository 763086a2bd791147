/** What a provider handed out for an account; sealed, so that a copy of the database opens nothing there. */
export interface AccountTokens {
  readonly accessToken: string | null
  readonly refreshToken: string | null
  readonly idToken: string | null
  /** Null = the provider did not say. */
  readonly accessTokenExpiresAt: number | null
  readonly refreshTokenExpiresAt: number | null
  /** As the provider wrote it. */
  readonly scope: string | null
}

/** A user's account at a provider of sign-in. */
export interface Account extends AccountTokens {
  readonly id: string
  readonly userId: string
  readonly providerId: string
  /** Who they are there. */
  readonly accountId: string
  /** As the provider told it, for people to tell accounts apart; proves nothing. */
  readonly email: string | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** Remembers which account at a provider is whose. */
export interface AccountStore {
  find(providerId: string, accountId: string): Promise<Account | null>
  /**
   * Inserts, or writes tokens, email and `updatedAt` over the one that the same user has already linked. Answers false
   * when the account is somebody else's.
   */
  link(account: Account): Promise<boolean>
  /** The oldest first. */
  listByUser(userId: string): Promise<readonly Account[]>
  /** Ends a user's links to a provider; answers how many there were. */
  unlink(userId: string, providerId: string): Promise<number>
  /** Ends all of a user's links; answers how many there were. */
  unlinkByUser(userId: string): Promise<number>
  /** Swaps the tokens only while the access token is still `expectedAccessToken`: a late refresh undoes no newer one. */
  replaceTokens(id: string, tokens: AccountTokens, expectedAccessToken: string | null, now: number): Promise<boolean>
}
