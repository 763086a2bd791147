export interface Organization {
  readonly id: string
  readonly name: string
  readonly createdAt: number
}

export interface Membership {
  readonly orgId: string
  readonly userId: string
  /** `owner`, `admin`, `member`, or one that the application names. */
  readonly role: string
  readonly joinedAt: number
}

export interface Invite {
  readonly id: string
  readonly orgId: string
  /** Normal form. */
  readonly email: string
  readonly role: string
  readonly tokenHash: string
  readonly createdAt: number
  readonly expiresAt: number
}

/**
 * Remembers organizations, who is in them, and who is invited. A decision that depends on several members (is this the
 * last owner?) is made in a transaction that has found the organization first: `find` holds it until the end.
 */
export interface OrgStore {
  /** Stores an organization with its first member. */
  insert(organization: Organization, owner: Membership): Promise<void>
  /** In a transaction it is held until the end, and so is everything about its members. */
  find(id: string): Promise<Organization | null>
  rename(id: string, name: string): Promise<Organization | null>
  /** Deletes an organization, its members and invites. */
  delete(id: string): Promise<boolean>

  /** In a transaction it is held until the end. */
  findMember(orgId: string, userId: string): Promise<Membership | null>
  /** The oldest first; of one second by user id. */
  listMembers(orgId: string): Promise<readonly Membership[]>
  /** The oldest first; of one second by organization id. */
  listByUser(userId: string): Promise<readonly Membership[]>
  /** Answers false when they are a member already, and changes nothing. */
  insertMember(membership: Membership): Promise<boolean>
  /** Answers false when they are no member. */
  updateRole(orgId: string, userId: string, role: string): Promise<boolean>
  deleteMember(orgId: string, userId: string): Promise<boolean>

  insertInvite(invite: Invite): Promise<void>
  /** Live ones, the oldest first; of one second by id. */
  listInvites(orgId: string, now: number): Promise<readonly Invite[]>
  findInvite(tokenHash: string, now: number): Promise<Invite | null>
  /** Gives the invite to exactly one caller; null when gone or expired. */
  takeInvite(tokenHash: string, now: number): Promise<Invite | null>
  /** Answers false when the organization has no such live invite. */
  revokeInvite(orgId: string, id: string, now: number): Promise<boolean>
  /** Deletes at most `limit` expired invites; answers how many. */
  sweep(now: number, limit: number): Promise<number>
}
