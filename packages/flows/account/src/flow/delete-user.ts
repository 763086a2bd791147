import { PylonError, type Stores } from '@pylon/core'

/** What went with a user. */
export interface DeletedUser {
  readonly revokedSessions: number
  readonly revokedApiKeys: number
  readonly unlinkedAccounts: number
}

/**
 * Deletes a user with everything that is theirs, inside a transaction; null when there is none.
 *
 * Throws `LAST_OWNER` (409) while an organization has no other owner.
 */
export async function deleteUser(tx: Stores, userId: string, now: number): Promise<DeletedUser | null> {
  if ((await tx.users.findById(userId)) === null) return null
  await leaveOrganizations(tx, userId)
  // the user first: whoever would make something new of theirs finds nobody, or waits for the commit
  await tx.users.delete(userId)
  await tx.credentials.deleteByUser(userId)
  const unlinkedAccounts = await tx.accounts.unlinkByUser(userId)
  const revokedApiKeys = await tx.apiKeys.revokeByUser(userId, now)
  const revokedSessions = await tx.sessions.revokeByUser(userId, null, now)
  return { revokedSessions, revokedApiKeys, unlinkedAccounts }
}

async function leaveOrganizations({ orgs }: Stores, userId: string): Promise<void> {
  for (const { orgId, role } of await orgs.listByUser(userId)) {
    await orgs.find(orgId) // holds it: of two last owners that leave together, one stays
    if (role === 'owner' && !(await hasOtherOwner(orgs, orgId, userId))) throw lastOwner()
    await orgs.deleteMember(orgId, userId)
  }
}

const hasOtherOwner = async (orgs: Stores['orgs'], orgId: string, userId: string): Promise<boolean> =>
  (await orgs.listMembers(orgId)).some(member => member.role === 'owner' && member.userId !== userId)

const lastOwner = (): PylonError =>
  new PylonError('LAST_OWNER', 409, 'An organization would be left without an owner; name another one or delete it')
