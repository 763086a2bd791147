import type { OutboxMail, OutboxStore } from '@pylon/core'
import type { Access } from './access.ts'

export function sqliteOutbox(access: Access): OutboxStore {
  const insert = access.prepare<[OutboxMail]>(`
    INSERT INTO pylon_outbox (id, key, value, due_at, tries, created_at, expires_at)
    VALUES (:id, :key, :value, :dueAt, :tries, :createdAt, :expiresAt)
    ON CONFLICT (key) DO UPDATE SET id = excluded.id, value = excluded.value, due_at = excluded.due_at,
      tries = excluded.tries, created_at = excluded.created_at, expires_at = excluded.expires_at`)

  const claim = access.prepare<[Claim], OutboxMail>(`
    UPDATE pylon_outbox SET tries = tries + 1, due_at = :now + :leaseSecs
    WHERE rowid IN (SELECT rowid FROM pylon_outbox WHERE due_at <= :now ORDER BY due_at LIMIT :limit)
    RETURNING id, key, value, due_at AS dueAt, tries, created_at AS createdAt, expires_at AS expiresAt`)

  const remove = access.prepare<[id: string]>('DELETE FROM pylon_outbox WHERE id = ?')

  const postpone = access.prepare<[dueAt: number, id: string]>('UPDATE pylon_outbox SET due_at = ? WHERE id = ?')

  const count = access.prepare<[], { readonly rows: number }>('SELECT count(*) AS rows FROM pylon_outbox')

  return {
    insert: mail => access.write(() => void insert.run(mail)),
    claim: (now, leaseSecs, limit) => access.write(() => claim.all({ now, leaseSecs, limit })),
    delete: id => access.write(() => remove.run(id).changes === 1),
    postpone: (id, dueAt) => access.write(() => postpone.run(dueAt, id).changes === 1),
    count: () => access.read(() => count.get()?.rows ?? 0),
  }
}

interface Claim {
  readonly now: number
  readonly leaseSecs: number
  readonly limit: number
}
