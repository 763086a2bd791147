import type { OutboxMail, OutboxStore } from '@pylon/core'
import type { Access } from './access.ts'
import { countRows } from './count-rows.ts'

export function postgresOutbox(access: Access, table: string): OutboxStore {
  const insert = access.prepare(
    () => `
    INSERT INTO ${table} (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (key) DO UPDATE SET id = excluded.id, value = excluded.value, due_at = excluded.due_at,
      tries = excluded.tries, created_at = excluded.created_at, expires_at = excluded.expires_at`,
  )

  const claim = access.prepare(
    () => `
    WITH due AS MATERIALIZED (
      SELECT key, due_at AS was_due_at FROM ${table} WHERE due_at <= $1::bigint
      ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED),
    claimed AS (
      UPDATE ${table} AS mail SET due_at = $1::bigint + $2::bigint, tries = tries + 1
      FROM due WHERE mail.key = due.key RETURNING mail.*, due.was_due_at)
    SELECT ${columns} FROM claimed ORDER BY was_due_at, id`,
  )

  const remove = access.prepare(() => `DELETE FROM ${table} WHERE id = $1`)

  const postpone = access.prepare(() => `UPDATE ${table} SET due_at = $2 WHERE id = $1`)

  const count = access.prepare(() => `SELECT count(*) FROM ${table}`)

  return {
    async insert({ id, key, value, dueAt, tries, createdAt, expiresAt }) {
      await access.run(insert, [id, key, value, dueAt, tries, createdAt, expiresAt])
    },
    async claim(now, leaseSecs, limit) {
      const { rows } = await access.run<MailRow>(claim, [now, leaseSecs, limit])
      return rows.map(toMail)
    },
    delete: async id => (await access.run(remove, [id])).rowCount !== 0,
    postpone: async (id, dueAt) => (await access.run(postpone, [id, dueAt])).rowCount !== 0,
    count: () => countRows(access, count),
  }
}

const columns = 'id, key, value, due_at, tries, created_at, expires_at'

type MailRow = [
  id: string,
  key: string,
  value: string,
  dueAt: number,
  tries: number,
  createdAt: number,
  expiresAt: number,
]

function toMail([id, key, value, dueAt, tries, createdAt, expiresAt]: MailRow): OutboxMail {
  return { id, key, value, dueAt, tries, createdAt, expiresAt }
}
