import type { User, UserChange, UserStore } from '@pylon/core'
import type { Access, Value } from './access.ts'
import { countRows } from './count-rows.ts'
import { fromColumn, toColumn } from './text-list.ts'

export function postgresUsers(access: Access, table: string): UserStore {
  const findById = access.prepare(() => `SELECT ${columns} FROM ${table} WHERE id = $1 ${access.lockClause}`)

  const findByEmail = access.prepare(() => `SELECT ${columns} FROM ${table} WHERE email = $1 ${access.lockClause}`)

  const insert = access.prepare(
    () => `
    INSERT INTO ${table} (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
  )

  const update = access.prepare(
    () => `
    UPDATE ${table} SET
      email = coalesce($2, email),
      is_email_verified = coalesce($3, is_email_verified),
      display_name = CASE WHEN $4::boolean THEN $5 ELSE display_name END,
      roles = coalesce($6, roles),
      is_banned = coalesce($7, is_banned),
      auth_version = auth_version + $8,
      updated_at = $9
    WHERE id = $1
    RETURNING ${columns}`,
  )

  const remove = access.prepare(() => `DELETE FROM ${table} WHERE id = $1`)

  const list = access.prepare(
    () => `
    SELECT ${columns} FROM ${table}
    WHERE id > $1 AND (strpos(id, $2) > 0 OR strpos(email, $2) > 0 OR strpos(display_name, $2) > 0)
    ORDER BY id LIMIT $3`,
  )

  const count = access.prepare(() => `SELECT count(*) FROM ${table}`)

  return {
    findById: async id => toUser(await access.findRow<UserRow>(findById, [id])),
    findByEmail: async email => toUser(await access.findRow<UserRow>(findByEmail, [email])),
    insert: async user => (await access.run(insert, toRow(user))).rowCount === 1,
    async update(id, change, isVoidingProofs, now) {
      const values = toUpdate(id, change, isVoidingProofs, now)
      const changed =
        change.email === undefined
          ? await access.run<UserRow>(update, values)
          : await access.runUnlessTaken<UserRow>(update, values)
      return toUser(changed?.rows[0] ?? null)
    },
    delete: async id => (await access.run(remove, [id])).rowCount === 1,
    async list(query, limit, after) {
      const { rows } = await access.run<UserRow>(list, [after ?? '', query, limit + 1])
      const page = rows.slice(0, limit)
      return { users: page.map(toKnownUser), next: rows.length > limit ? (page.at(-1)?.[0] ?? null) : null }
    },
    count: () => countRows(access, count),
  }
}

const columns = 'id, email, is_email_verified, display_name, roles, is_banned, auth_version, created_at, updated_at'

type UserRow = [
  id: string,
  email: string,
  isEmailVerified: boolean,
  displayName: string | null,
  roles: string,
  isBanned: boolean,
  authVersion: number,
  createdAt: number,
  updatedAt: number,
]

const toUser = (row: UserRow | null): User | null => (row === null ? null : toKnownUser(row))

function toKnownUser(row: UserRow): User {
  const [id, email, isEmailVerified, displayName, roles, isBanned, authVersion, createdAt, updatedAt] = row
  const known = { id, email, isEmailVerified, displayName, roles: fromColumn(roles) }
  return { ...known, isBanned, authVersion, createdAt, updatedAt }
}

const toRow = (user: User): UserRow => [
  user.id,
  user.email,
  user.isEmailVerified,
  user.displayName,
  toColumn(user.roles),
  user.isBanned,
  user.authVersion,
  user.createdAt,
  user.updatedAt,
]

/** Null = as it is. */
const toUpdate = (id: string, change: UserChange, isVoidingProofs: boolean, now: number): readonly Value[] => [
  id,
  change.email ?? null,
  change.isEmailVerified ?? null,
  change.displayName !== undefined,
  change.displayName ?? null,
  change.roles === undefined ? null : toColumn(change.roles),
  change.isBanned ?? null,
  Number(isVoidingProofs),
  now,
]
