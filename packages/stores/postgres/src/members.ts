import type { Membership, OrgStore } from '@pylon/core'
import type { Access } from './access.ts'
import { holdOrganization, isHeld, type OrgTables } from './hold-organization.ts'

export type MemberMethods = Pick<
  OrgStore,
  'findMember' | 'listMembers' | 'listByUser' | 'insertMember' | 'updateRole' | 'deleteMember'
>

/** Who is in organizations. Lists hold nothing: whoever decides over several members has found their organization. */
export function postgresMembers(access: Access, tables: OrgTables): MemberMethods {
  const table = tables.memberships

  const find = access.prepare(
    () => `
    SELECT ${columns} FROM ${table} WHERE org_id = $1 AND user_id = $2 ${access.lockClause}`,
  )

  const list = access.prepare(() => `SELECT ${columns} FROM ${table} WHERE org_id = $1 ORDER BY joined_at, user_id`)

  const listByUser = access.prepare(
    () => `SELECT ${columns} FROM ${table} WHERE user_id = $1 ORDER BY joined_at, org_id`,
  )

  const insert = access.prepare(
    () => `
    ${holdOrganization(tables)}
    INSERT INTO ${table} (${columns}) SELECT $1, $2::text, $3::text, $4::bigint WHERE ${isHeld}
    ON CONFLICT DO NOTHING`,
  )

  const updateRole = access.prepare(
    () => `
    ${holdOrganization(tables)}
    UPDATE ${table} SET role = $3 WHERE org_id = $1 AND user_id = $2 AND ${isHeld}`,
  )

  const remove = access.prepare(
    () => `
    ${holdOrganization(tables)}
    DELETE FROM ${table} WHERE org_id = $1 AND user_id = $2 AND ${isHeld}`,
  )

  return {
    async findMember(orgId, userId) {
      const row = await access.findRow<MemberRow>(find, [orgId, userId])
      return row === null ? null : toMembership(row)
    },
    async listMembers(orgId) {
      const { rows } = await access.run<MemberRow>(list, [orgId])
      return rows.map(toMembership)
    },
    async listByUser(userId) {
      const { rows } = await access.run<MemberRow>(listByUser, [userId])
      return rows.map(toMembership)
    },
    async insertMember({ orgId, userId, role, joinedAt }) {
      return (await access.run(insert, [orgId, userId, role, joinedAt])).rowCount === 1
    },
    async updateRole(orgId, userId, role) {
      return (await access.run(updateRole, [orgId, userId, role])).rowCount === 1
    },
    async deleteMember(orgId, userId) {
      return (await access.run(remove, [orgId, userId])).rowCount === 1
    },
  }
}

const columns = 'org_id, user_id, role, joined_at'

type MemberRow = [orgId: string, userId: string, role: string, joinedAt: number]

const toMembership = ([orgId, userId, role, joinedAt]: MemberRow): Membership => ({ orgId, userId, role, joinedAt })
