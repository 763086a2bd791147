import type { User, UserChange, UserStore } from '@pylon/core'
import type { Access } from './access.ts'
import { returned } from './statements.ts'
import { fromColumn, toColumn } from './text-list.ts'

export function sqliteUsers(access: Access): UserStore {
  const findById = access.prepare<[string], UserRow>(`SELECT ${columns} FROM pylon_users WHERE id = ?`)

  const findByEmail = access.prepare<[string], UserRow>(`SELECT ${columns} FROM pylon_users WHERE email = ?`)

  const insert = access.prepare<[UserRow]>(`
    INSERT INTO pylon_users (id, email, is_email_verified, display_name, roles, is_banned, auth_version, created_at,
      updated_at)
    VALUES (:id, :email, :isEmailVerified, :displayName, :roles, :isBanned, :authVersion, :createdAt, :updatedAt)
    ON CONFLICT DO NOTHING`)

  const update = access.prepare<[UserUpdate], UserRow>(`
    UPDATE OR IGNORE pylon_users SET
      email = coalesce(:email, email),
      is_email_verified = coalesce(:isEmailVerified, is_email_verified),
      display_name = CASE WHEN :hasDisplayName THEN :displayName ELSE display_name END,
      roles = coalesce(:roles, roles),
      is_banned = coalesce(:isBanned, is_banned),
      auth_version = auth_version + :authVersions,
      updated_at = :now
    WHERE id = :id
    RETURNING ${columns}`)

  const remove = access.prepare<[string]>('DELETE FROM pylon_users WHERE id = ?')

  const list = access.prepare<[UserQuery], UserRow>(`
    SELECT ${columns} FROM pylon_users
    WHERE id > :after AND (instr(id, :query) OR instr(email, :query) OR instr(display_name, :query))
    ORDER BY id LIMIT :limit`)

  const count = access.prepare<[], { readonly rows: number }>('SELECT count(*) AS rows FROM pylon_users')

  return {
    findById: id => access.read(() => toUser(findById.get(id))),
    findByEmail: email => access.read(() => toUser(findByEmail.get(email))),
    insert: user => access.write(() => insert.run(toRow(user)).changes === 1),
    update: (id, change, isVoidingProofs, now) =>
      access.write(() => toUser(returned(update, toUpdate(id, change, isVoidingProofs, now)))),
    delete: id => access.write(() => remove.run(id).changes === 1),
    async list(query, limit, after) {
      const rows = await access.read(() => list.all({ query, limit: limit + 1, after: after ?? '' }))
      const page = rows.slice(0, limit)
      return { users: page.map(toKnownUser), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
    },
    count: () => access.read(() => count.get()?.rows ?? 0),
  }
}

const columns = `id, email, is_email_verified AS isEmailVerified, display_name AS displayName, roles,
  is_banned AS isBanned, auth_version AS authVersion, created_at AS createdAt, updated_at AS updatedAt`

interface UserRow {
  readonly id: string
  readonly email: string
  readonly isEmailVerified: number
  readonly displayName: string | null
  readonly roles: string
  readonly isBanned: number
  readonly authVersion: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** Null = as it is. */
interface UserUpdate {
  readonly id: string
  readonly email: string | null
  readonly isEmailVerified: number | null
  readonly hasDisplayName: number
  readonly displayName: string | null
  readonly roles: string | null
  readonly isBanned: number | null
  readonly authVersions: number
  readonly now: number
}

interface UserQuery {
  readonly query: string
  readonly limit: number
  readonly after: string
}

const toUser = (row: UserRow | null | undefined): User | null => (row ? toKnownUser(row) : null)

const toKnownUser = (row: UserRow): User => ({
  ...row,
  isEmailVerified: row.isEmailVerified === 1,
  roles: fromColumn(row.roles),
  isBanned: row.isBanned === 1,
})

const toRow = (user: User): UserRow => ({
  ...user,
  isEmailVerified: Number(user.isEmailVerified),
  roles: toColumn(user.roles),
  isBanned: Number(user.isBanned),
})

function toUpdate(id: string, change: UserChange, isVoidingProofs: boolean, now: number): UserUpdate {
  return {
    id,
    email: change.email ?? null,
    isEmailVerified: change.isEmailVerified === undefined ? null : Number(change.isEmailVerified),
    hasDisplayName: Number(change.displayName !== undefined),
    displayName: change.displayName ?? null,
    roles: change.roles === undefined ? null : toColumn(change.roles),
    isBanned: change.isBanned === undefined ? null : Number(change.isBanned),
    authVersions: Number(isVoidingProofs),
    now,
  }
}
