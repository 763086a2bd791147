import type { Organization, OrgStore } from '@pylon/core'
import type { Access } from './access.ts'
import type { OrgTables } from './hold-organization.ts'
import { postgresInvites } from './invites.ts'
import { postgresMembers } from './members.ts'

export function postgresOrgs(access: Access, tables: OrgTables): OrgStore {
  const table = tables.organizations

  const insert = access.prepare(
    () => `
    WITH organization AS (INSERT INTO ${table} (${columns}) VALUES ($1, $2, $3))
    INSERT INTO ${tables.memberships} (org_id, user_id, role, joined_at) VALUES ($4, $5, $6, $7)
    ON CONFLICT DO NOTHING`,
  )

  const find = access.prepare(() => `SELECT ${columns} FROM ${table} WHERE id = $1 ${access.lockClause}`)

  const rename = access.prepare(() => `UPDATE ${table} SET name = $2 WHERE id = $1 RETURNING ${columns}`)

  const hold = access.prepare(() => `SELECT id FROM ${table} WHERE id = $1 FOR UPDATE`)

  const remove = access.prepare(
    () => `
    WITH members AS (DELETE FROM ${tables.memberships} WHERE org_id = $1),
      invites AS (DELETE FROM ${tables.invites} WHERE org_id = $1)
    DELETE FROM ${table} WHERE id = $1`,
  )

  return {
    async insert({ id, name, createdAt }, { orgId, userId, role, joinedAt }) {
      await access.run(insert, [id, name, createdAt, orgId, userId, role, joinedAt])
    },
    async find(id) {
      const row = await access.findRow<OrganizationRow>(find, [id])
      return row === null ? null : toOrganization(row)
    },
    async rename(id, name) {
      const { rows } = await access.run<OrganizationRow>(rename, [id, name])
      return rows[0] === undefined ? null : toOrganization(rows[0])
    },
    // a statement sees what was there when it began: those who joined while it waited must not be left behind
    delete: id =>
      access.atomically(async within => {
        await within.run(hold, [id])
        return (await within.run(remove, [id])).rowCount === 1
      }),
    ...postgresMembers(access, tables),
    ...postgresInvites(access, tables),
  }
}

const columns = 'id, name, created_at'

type OrganizationRow = [id: string, name: string, createdAt: number]

const toOrganization = ([id, name, createdAt]: OrganizationRow): Organization => ({ id, name, createdAt })
