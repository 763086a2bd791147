/** What is kept of a session; the token itself is not. */
export interface Session {
  /** Public name of the session, apart from its token. */
  readonly id: string
  readonly tokenHash: string
  /** First 8 characters of the token, for people to tell sessions apart. */
  readonly tokenPrefix: string
  readonly userId: string
  readonly isGuest: boolean
  readonly roles: readonly string[]
  /** The active organization. */
  readonly tenantId: string | null
  /** The role there, besides `roles`. */
  readonly tenantRole: string | null
  /** How the user signed in (RFC 8176). */
  readonly amr: readonly string[]
  readonly device: string | null
  readonly ip: string | null
  readonly createdAt: number
  /** When identity was last proved. */
  readonly authTime: number
  readonly lastUsedAt: number
  /** 0 = never. */
  readonly expiresAt: number
}

/** What may change in a session; members that are left out stay as they are in the store. */
export interface SessionChange {
  readonly tokenHash?: string
  readonly tokenPrefix?: string
  readonly userId?: string
  readonly isGuest?: boolean
  readonly roles?: readonly string[]
  readonly tenantId?: string | null
  readonly tenantRole?: string | null
  readonly amr?: readonly string[]
  readonly authTime?: number
  readonly lastUsedAt?: number
  readonly expiresAt?: number
}

export interface SessionTouch {
  readonly tokenHash: string
  readonly lastUsedAt: number
}

/** What a user's change does to all their sessions at once; members that are left out stay as they are. */
export interface SessionUserChange {
  readonly roles?: readonly string[]
  /** In the sessions whose active organization is this one: the new role there, or null, which ends the choice. */
  readonly tenant?: { readonly id: string; readonly role: string | null }
}

/** Remembers sessions by the digest of their token. */
export interface SessionStore {
  insert(session: Session): Promise<void>
  /** An expired session is deleted by the look that finds it, so that a clock set back revives nothing. */
  find(tokenHash: string, now: number): Promise<Session | null>
  /**
   * Changes a live session, its token among the rest, and answers what it has become; null when it is gone. Of any
   * number of callers that swap one token, exactly one gets the session.
   */
  replace(tokenHash: string, change: SessionChange, now: number): Promise<Session | null>
  /** Moves `lastUsedAt` forward; sessions that are gone stay gone. May be lost in a power cut. */
  touch(touches: readonly SessionTouch[]): Promise<void>
  /** Live ones, newest first. */
  listByUser(userId: string, now: number): Promise<readonly Session[]>
  /** Answers false when the user has no such live session. */
  revoke(userId: string, id: string, now: number): Promise<boolean>
  /** Revokes all of a user's sessions but `exceptId`; answers how many of them were live. */
  revokeByUser(userId: string, exceptId: string | null, now: number): Promise<number>
  /** Writes a user's new roles, or their role in an organization, into every session concerned. */
  update(userId: string, change: SessionUserChange): Promise<void>
  /** Deletes at most `limit` expired sessions; answers how many. */
  sweep(now: number, limit: number): Promise<number>
  /** How many rows there are, expired ones that are not swept yet included. */
  count(): Promise<number>
}
