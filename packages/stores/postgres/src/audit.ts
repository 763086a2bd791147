import type { AuditFilter, AuditRow, AuditStore } from '@pylon/core'
import type { Access, Value } from './access.ts'
import { appendToAudit } from './audit-append.ts'
import { postgresAuditCheckpoints } from './audit-checkpoints.ts'
import { postgresAuditSinks } from './audit-sinks.ts'
import { sweepInSteps } from './sweep.ts'
import type { Tables } from './tables.ts'

export function postgresAudit(access: Access, tables: Tables): AuditStore {
  const table = tables.audit

  const read = access.prepare(() => `SELECT ${auditColumns} FROM ${table} WHERE seq > $1 ORDER BY seq LIMIT $2`)

  const listAll = access.prepare(() => `SELECT ${auditColumns} FROM ${table} WHERE seq < $1 ORDER BY seq DESC LIMIT $2`)

  const listTenant = access.prepare(
    () => `SELECT ${auditColumns} FROM ${table} WHERE tenant_id = $3 AND seq < $1 ORDER BY seq DESC LIMIT $2`,
  )

  const listUser = access.prepare(() => listByUser(table, ''))

  const listUserInTenant = access.prepare(() => listByUser(table, 'AND tenant_id = $4'))

  const newestCut = access.prepare(
    () => `SELECT coalesce(max(seq), 0) FROM ${tables.auditCheckpoints} WHERE kind = 'cut'`,
  )

  const sweep = access.prepare(
    () => `
    WITH ended AS MATERIALIZED (
      SELECT seq FROM ${table} WHERE seq <= $1 ORDER BY seq LIMIT $2 FOR UPDATE SKIP LOCKED)
    DELETE FROM ${table} AS entry USING ended WHERE entry.seq = ended.seq`,
  )

  function select({ userId, tenantId }: AuditFilter, bounds: readonly Value[]): ReturnType<typeof access.run<Columns>> {
    const tenant = tenantId === undefined ? [] : [tenantId]
    if (userId === undefined) return access.run(tenantId === undefined ? listAll : listTenant, [...bounds, ...tenant])
    return access.run(tenantId === undefined ? listUser : listUserInTenant, [...bounds, userId, ...tenant])
  }

  return {
    ...appendToAudit(access, tables),
    async list(filter, before, limit) {
      const { rows } = await select(filter, [before ?? Number.MAX_SAFE_INTEGER, limit])
      return rows.map(toRow)
    },
    async read(after, limit) {
      const { rows } = await access.run<Columns>(read, [after, limit])
      return rows.map(toRow)
    },
    async sweep(limit) {
      const { rows } = await access.run<[seq: number]>(newestCut, [])
      return sweepInSteps(access, sweep, rows[0]?.[0] ?? 0, limit) // cuts are never taken back
    },
    ...postgresAuditCheckpoints(access, tables.auditCheckpoints),
    ...postgresAuditSinks(access, tables.auditSinks),
  }
}

const auditColumns = 'seq, id, actor_id, subject_id, tenant_id, entry, hash'

/** At most `limit` from either index, and of those the newest, so that a user with many entries costs no more. */
const listByUser = (table: string, condition: string): string => `
  SELECT ${auditColumns} FROM ${table} WHERE seq IN (
    (SELECT seq FROM ${table} WHERE actor_id = $3 ${condition} AND seq < $1 ORDER BY seq DESC LIMIT $2)
    UNION
    (SELECT seq FROM ${table} WHERE subject_id = $3 ${condition} AND seq < $1 ORDER BY seq DESC LIMIT $2))
  ORDER BY seq DESC LIMIT $2`

type Columns = [
  seq: number,
  id: string,
  actorId: string | null,
  subjectId: string | null,
  tenantId: string | null,
  entry: string,
  hash: string,
]

const toRow = ([seq, id, actorId, subjectId, tenantId, entry, hash]: Columns): AuditRow => ({
  seq,
  id,
  actorId,
  subjectId,
  tenantId,
  entry,
  hash,
})
