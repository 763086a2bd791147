/** Who somebody is at a provider. */
export interface UserInfo {
  /** What stays the same there for good; never an address or a name. */
  readonly accountId: string
  readonly email: string | null
  /** The provider's own word; false where it states none. */
  readonly isEmailVerified: boolean
  readonly displayName: string | null
}
