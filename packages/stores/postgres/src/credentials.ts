import type { Credential, CredentialStore } from '@pylon/core'
import type { Access } from './access.ts'

export function postgresCredentials(access: Access, table: string): CredentialStore {
  const find = access.prepare(
    () => `
    SELECT user_id, kind, value, step, updated_at FROM ${table} WHERE user_id = $1 AND kind = $2 ${access.lockClause}`,
  )

  const put = access.prepare(
    () => `
    INSERT INTO ${table} (user_id, kind, value, step, updated_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id, kind) DO UPDATE SET
      value = excluded.value, step = excluded.step, updated_at = excluded.updated_at`,
  )

  const replace = access.prepare(
    () => `
    UPDATE ${table} SET value = $3, step = greatest(step, $4), updated_at = $5
    WHERE user_id = $1 AND kind = $2 AND value = $6`,
  )

  const remove = access.prepare(() => `DELETE FROM ${table} WHERE user_id = $1 AND kind = $2`)

  const removeByUser = access.prepare(
    () => `
    DELETE FROM ${table} WHERE user_id = $1 AND kind = ANY (ARRAY(
      SELECT kind FROM ${table} WHERE user_id = $1 ORDER BY kind FOR UPDATE))`,
  )

  const advance = access.prepare(() => `UPDATE ${table} SET step = $3 WHERE user_id = $1 AND kind = $2 AND step < $3`)

  return {
    async find(userId, kind) {
      const row = await access.findRow<CredentialRow>(find, [userId, kind])
      return row === null ? null : { userId: row[0], kind: row[1], value: row[2], step: row[3], updatedAt: row[4] }
    },
    async put(credential) {
      await access.run(put, toRow(credential))
    },
    async replace(credential, expectedValue) {
      return (await access.run(replace, [...toRow(credential), expectedValue])).rowCount === 1
    },
    async delete(userId, kind) {
      return (await access.run(remove, [userId, kind])).rowCount === 1
    },
    async deleteByUser(userId) {
      return (await access.run(removeByUser, [userId])).rowCount ?? 0
    },
    async advance(userId, kind, step) {
      return (await access.run(advance, [userId, kind, step])).rowCount === 1
    },
  }
}

type CredentialRow = [userId: string, kind: string, value: string, step: number, updatedAt: number]

const toRow = ({ userId, kind, value, step, updatedAt }: Credential): CredentialRow => [
  userId,
  kind,
  value,
  step,
  updatedAt,
]
