/** One way in which a user proves who they are: a password hash, a sealed TOTP secret. */
export interface Credential {
  readonly userId: string
  /** `password`, `totp`, …: one of each kind for a user. */
  readonly kind: string
  readonly value: string
  /** The last accepted step of a kind that counts (TOTP); 0 otherwise. */
  readonly step: number
  readonly updatedAt: number
}

/** Remembers the proofs of users, one of a kind each. */
export interface CredentialStore {
  find(userId: string, kind: string): Promise<Credential | null>
  /** Inserts or overwrites. */
  put(credential: Credential): Promise<void>
  /** Swaps the value only while it is still `expectedValue`: a re-hash never undoes a password change. */
  replace(credential: Credential, expectedValue: string): Promise<boolean>
  delete(userId: string, kind: string): Promise<boolean>
  /** Deletes all of a user's; answers how many there were. */
  deleteByUser(userId: string): Promise<number>
  /** Moves the step forward only: of any number of callers with one step, exactly one gets true. */
  advance(userId: string, kind: string, step: number): Promise<boolean>
}
