import { createUserIndex } from '../sessions/user-index.ts'
import type { Membership, Organization, OrgStore } from '../stores/org.ts'
import type { Access } from './access.ts'
import { createInviteTable } from './invites.ts'
import type { Journal } from './journal.ts'
import { pairKey } from './pair-key.ts'
import { createTable } from './table.ts'

export function memoryOrgs(journal: Journal): (access: Access) => OrgStore {
  const invites = createInviteTable(journal)
  const organizations = createTable<Organization>(journal)
  const keysByUser = createUserIndex()
  const keysByOrg = createUserIndex()
  const members = createTable<Membership>(journal, (key, before, after) => {
    keysByUser.move(key, before?.userId ?? null, after?.userId ?? null)
    keysByOrg.move(key, before?.orgId ?? null, after?.orgId ?? null)
  })

  function insert(organization: Organization, owner: Membership): void {
    if (organizations.get(organization.id) !== null) throw new Error('An organization with this id is already stored')
    organizations.put(organization.id, Object.freeze({ ...organization }))
    insertMember(owner)
  }

  function rename(id: string, name: string): Organization | null {
    const organization = organizations.get(id)
    if (organization === null) return null
    const next = Object.freeze({ ...organization, name })
    organizations.put(id, next)
    return next
  }

  function deleteOrganization(id: string): boolean {
    for (const key of keysByOrg.list(id)) members.delete(key)
    invites.deleteByOrg(id)
    return organizations.delete(id)
  }

  const findMember = (orgId: string, userId: string): Membership | null => members.get(pairKey(orgId, userId))

  function insertMember(membership: Membership): boolean {
    if (findMember(membership.orgId, membership.userId) !== null) return false
    members.put(pairKey(membership.orgId, membership.userId), Object.freeze({ ...membership }))
    return true
  }

  function updateRole(orgId: string, userId: string, role: string): boolean {
    const membership = findMember(orgId, userId)
    if (membership === null) return false
    members.put(pairKey(orgId, userId), Object.freeze({ ...membership, role }))
    return true
  }

  const listed = (keys: readonly string[], nameOf: (membership: Membership) => string): readonly Membership[] =>
    keys
      .map(key => members.get(key) as Membership) // the indexes name stored rows alone
      .sort((a, b) => a.joinedAt - b.joinedAt || (nameOf(a) < nameOf(b) ? -1 : 1))

  return access => ({
    insert: (organization, owner) => access.run(() => insert(organization, owner)),
    find: id => access.run(() => organizations.get(id)),
    rename: (id, name) => access.run(() => rename(id, name)),
    delete: id => access.run(() => deleteOrganization(id)),
    findMember: (orgId, userId) => access.run(() => findMember(orgId, userId)),
    listMembers: orgId => access.run(() => listed(keysByOrg.list(orgId), member => member.userId)),
    listByUser: userId => access.run(() => listed(keysByUser.list(userId), member => member.orgId)),
    insertMember: membership => access.run(() => insertMember(membership)),
    updateRole: (orgId, userId, role) => access.run(() => updateRole(orgId, userId, role)),
    deleteMember: (orgId, userId) => access.run(() => members.delete(pairKey(orgId, userId))),
    insertInvite: invite => access.run(() => invites.insert(invite)),
    listInvites: (orgId, now) => access.run(() => invites.list(orgId, now)),
    findInvite: (tokenHash, now) => access.run(() => invites.find(tokenHash, now)),
    takeInvite: (tokenHash, now) => access.run(() => invites.take(tokenHash, now)),
    revokeInvite: (orgId, id, now) => access.run(() => invites.revoke(orgId, id, now)),
    sweep: (now, limit) => access.run(() => invites.sweep(now, limit)),
  })
}
