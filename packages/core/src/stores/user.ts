export interface User {
  readonly id: string
  /** Normal form, unique. */
  readonly email: string
  readonly isEmailVerified: boolean
  readonly displayName: string | null
  readonly roles: readonly string[]
  readonly isBanned: boolean
  /** Grows by one whenever earlier proofs of identity stop counting: password changed, user banned. */
  readonly authVersion: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface UserChange {
  readonly email?: string
  readonly isEmailVerified?: boolean
  readonly displayName?: string | null
  readonly roles?: readonly string[]
  readonly isBanned?: boolean
}

export interface UserPage {
  readonly users: readonly User[]
  /** Hand it back as `after` to go on; null at the end. */
  readonly next: string | null
}

/** Remembers who there is. */
export interface UserStore {
  findById(id: string): Promise<User | null>
  findByEmail(email: string): Promise<User | null>
  /** Answers false on a taken id or email and changes nothing. */
  insert(user: User): Promise<boolean>
  /**
   * Changes the named members of one user in one step; null when there is none or the new email is taken.
   * `isVoidingProofs` adds one to `authVersion` in the same step.
   */
  update(id: string, change: UserChange, isVoidingProofs: boolean, now: number): Promise<User | null>
  delete(id: string): Promise<boolean>
  /** Users whose id, email or display name contains `query`, ordered by id. */
  list(query: string, limit: number, after: string | null): Promise<UserPage>
  count(): Promise<number>
}
