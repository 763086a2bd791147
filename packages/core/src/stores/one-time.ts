export interface OneTimeEntry {
  /** What it is for: `sign-in-challenge`, `magic-code`. An entry of one purpose is never found under another. */
  readonly purpose: string
  /** Digest of the secret, or of what the secret belongs to. */
  readonly key: string
  readonly value: string
  readonly expiresAt: number
}

export interface OneTimeTry {
  /** Tries counted so far, this one included. */
  readonly tries: number
  /** Null once the tries are used up: the entry is burned and only its grave is left, until it expires. */
  readonly value: string | null
}

/** Remembers what may be redeemed once. */
export interface OneTimeStore {
  /** Inserts, or replaces the entry of that purpose and key and its count of tries. */
  put(entry: OneTimeEntry): Promise<void>
  /** Gives the value to exactly one caller; null when gone, expired or burned. */
  take(purpose: string, key: string, now: number): Promise<string | null>
  /**
   * Counts a try before it is judged and shows the value to the first `limit` tries, however many arrive together.
   * The try after them burns the entry. Null when there is none.
   */
  fail(purpose: string, key: string, limit: number, now: number): Promise<OneTimeTry | null>
  /** Deletes at most `limit` expired entries; answers how many. */
  sweep(now: number, limit: number): Promise<number>
}
