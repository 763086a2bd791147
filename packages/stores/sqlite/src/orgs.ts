import type { Membership, Organization, OrgStore } from '@pylon/core'
import type { Access } from './access.ts'
import { sqliteInvites } from './invites.ts'
import { returned } from './statements.ts'

export function sqliteOrgs(access: Access): OrgStore {
  const insert = access.prepare<[Organization]>(
    'INSERT INTO pylon_organizations (id, name, created_at) VALUES (:id, :name, :createdAt)',
  )

  const find = access.prepare<[id: string], Organization>(`SELECT ${columns} FROM pylon_organizations WHERE id = ?`)

  const rename = access.prepare<[name: string, id: string], Organization>(`
    UPDATE pylon_organizations SET name = ? WHERE id = ? RETURNING ${columns}`)

  const remove = access.prepare<[id: string]>('DELETE FROM pylon_organizations WHERE id = ?')

  const removeMembers = access.prepare<[orgId: string]>('DELETE FROM pylon_memberships WHERE org_id = ?')

  const removeInvites = access.prepare<[orgId: string]>('DELETE FROM pylon_invites WHERE org_id = ?')

  const findMember = access.prepare<[orgId: string, userId: string], Membership>(`
    SELECT ${memberColumns} FROM pylon_memberships WHERE org_id = ? AND user_id = ?`)

  const listMembers = access.prepare<[orgId: string], Membership>(`
    SELECT ${memberColumns} FROM pylon_memberships WHERE org_id = ? ORDER BY joined_at, user_id`)

  const listByUser = access.prepare<[userId: string], Membership>(`
    SELECT ${memberColumns} FROM pylon_memberships WHERE user_id = ? ORDER BY joined_at, org_id`)

  const insertMember = access.prepare<[Membership]>(`
    INSERT INTO pylon_memberships (org_id, user_id, role, joined_at) VALUES (:orgId, :userId, :role, :joinedAt)
    ON CONFLICT (org_id, user_id) DO NOTHING`)

  const updateRole = access.prepare<[role: string, orgId: string, userId: string]>(
    'UPDATE pylon_memberships SET role = ? WHERE org_id = ? AND user_id = ?',
  )

  const removeMember = access.prepare<[orgId: string, userId: string]>(
    'DELETE FROM pylon_memberships WHERE org_id = ? AND user_id = ?',
  )

  function insertWithOwner(organization: Organization, owner: Membership): void {
    insert.run(organization)
    insertMember.run(owner)
  }

  function removeWhole(id: string): boolean {
    removeMembers.run(id)
    removeInvites.run(id)
    return remove.run(id).changes === 1
  }

  return {
    insert: (organization, owner) => access.writeTogether(() => insertWithOwner(organization, owner)),
    find: id => access.read(() => find.get(id) ?? null), // a transaction holds the whole file: nobody else writes
    rename: (id, name) => access.write(() => returned(rename, name, id)),
    delete: id => access.writeTogether(() => removeWhole(id)),
    findMember: (orgId, userId) => access.read(() => findMember.get(orgId, userId) ?? null),
    listMembers: orgId => access.read(() => listMembers.all(orgId)),
    listByUser: userId => access.read(() => listByUser.all(userId)),
    insertMember: membership => access.write(() => insertMember.run(membership).changes === 1),
    updateRole: (orgId, userId, role) => access.write(() => updateRole.run(role, orgId, userId).changes === 1),
    deleteMember: (orgId, userId) => access.write(() => removeMember.run(orgId, userId).changes === 1),
    ...sqliteInvites(access),
  }
}

const columns = 'id, name, created_at AS createdAt'

const memberColumns = 'org_id AS orgId, user_id AS userId, role, joined_at AS joinedAt'
