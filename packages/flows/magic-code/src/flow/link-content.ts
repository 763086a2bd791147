export const linkTokenPrefix = 'pylonl_'

export const changeTokenPrefix = 'pylone_'

/** What a sign-in link stands for. */
export interface LinkContent {
  readonly email: string
  /** Where the browser goes afterwards, checked when the link was asked for. */
  readonly callbackUrl: string | null
  /** Whom it was sent to: see `versionOf`. */
  readonly version: string
}

/** What a change of address stands for. */
export interface ChangeContent {
  readonly userId: string
  readonly oldEmail: string
  readonly newEmail: string
  /** Who asked for it: see `versionOf`. */
  readonly version: string
}
