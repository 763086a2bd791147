import { type AuditFilter, type AuditHead, type AuditRow, type AuditStore, storeUnavailable } from '@pylon/core'
import type { Access } from './access.ts'
import { sqliteAuditCheckpoints } from './audit-checkpoints.ts'
import { sqliteAuditSinks } from './audit-sinks.ts'
import { sweepInSteps } from './sweep.ts'

export function sqliteAudit(access: Access): AuditStore {
  const findHead = access.prepare<[], AuditHead>('SELECT seq, hash FROM pylon_audit_head WHERE one = 1')

  // a trigger moves the head
  const insert = access.prepare<[AuditRow]>(`
    INSERT INTO pylon_audit (seq, id, actor_id, subject_id, tenant_id, entry, hash)
    VALUES (:seq, :id, :actorId, :subjectId, :tenantId, :entry, :hash)`)

  const probe = access.prepare<[]>('UPDATE pylon_audit_head SET probes = probes + 1 WHERE one = 1')

  const read = access.prepare<[after: number, limit: number], AuditRow>(`
    SELECT ${columns} FROM pylon_audit WHERE seq > ? ORDER BY seq LIMIT ?`)

  const listAll = access.prepare<[Listing], AuditRow>(`
    SELECT ${columns} FROM pylon_audit WHERE seq < :before ORDER BY seq DESC LIMIT :limit`)

  const listTenant = access.prepare<[Listing], AuditRow>(`
    SELECT ${columns} FROM pylon_audit WHERE tenant_id = :tenantId AND seq < :before ORDER BY seq DESC LIMIT :limit`)

  const listUser = access.prepare<[Listing], AuditRow>(listByUser(''))

  const listUserInTenant = access.prepare<[Listing], AuditRow>(listByUser('AND tenant_id = :tenantId'))

  const newestCut = access.prepare<[], { readonly seq: number | null }>(`
    SELECT max(seq) AS seq FROM pylon_audit_checkpoints WHERE kind = 'cut'`)

  const sweep = access.prepare<[through: number, limit: number]>(`
    DELETE FROM pylon_audit WHERE seq IN (SELECT seq FROM pylon_audit WHERE seq <= ? ORDER BY seq LIMIT ?)`)

  function append(link: (head: AuditHead) => readonly AuditRow[]): void {
    const head = presentHead()
    const rows = link(head)
    checkRows(head, rows)
    for (const row of rows) insert.run(row)
  }

  function presentHead(): AuditHead {
    const head = findHead.get()
    if (head === undefined) throw headIsGone()
    return head
  }

  function list(filter: AuditFilter, before: number | null, limit: number): readonly AuditRow[] {
    const { userId = '', tenantId = '' } = filter
    const isOfTenant = filter.tenantId !== undefined
    const byUser = isOfTenant ? listUserInTenant : listUser
    const statement = filter.userId === undefined ? (isOfTenant ? listTenant : listAll) : byUser
    return statement.all({ userId, tenantId, before: before ?? Number.MAX_SAFE_INTEGER, limit })
  }

  async function sweepToCut(limit: number): Promise<number> {
    const cut = await access.read(() => newestCut.get()?.seq ?? 0)
    return sweepInSteps(access, sweep, cut, limit) // cuts are never taken back
  }

  return {
    append: link => access.writeTogether(() => append(link)),
    probe: () =>
      access.writeRelaxed(() => {
        if (probe.run().changes !== 1) throw headIsGone()
      }),
    head: () => access.read(presentHead),
    list: (filter, before, limit) => access.read(() => list(filter, before, limit)),
    read: (after, limit) => access.read(() => read.all(after, limit)),
    sweep: sweepToCut,
    ...sqliteAuditCheckpoints(access),
    ...sqliteAuditSinks(access),
  }
}

interface Listing {
  readonly userId: string
  readonly tenantId: string
  readonly before: number
  readonly limit: number
}

const columns = 'seq, id, actor_id AS actorId, subject_id AS subjectId, tenant_id AS tenantId, entry, hash'

/** At most `limit` from either index, and of those the newest, so that a user with many entries costs no more. */
const listByUser = (condition: string): string => `
  SELECT ${columns} FROM pylon_audit WHERE seq IN (
    SELECT seq FROM (SELECT seq FROM pylon_audit WHERE actor_id = :userId ${condition} AND seq < :before
      ORDER BY seq DESC LIMIT :limit)
    UNION ALL
    SELECT seq FROM (SELECT seq FROM pylon_audit WHERE subject_id = :userId ${condition} AND seq < :before
      ORDER BY seq DESC LIMIT :limit))
  ORDER BY seq DESC LIMIT :limit`

function checkRows({ seq }: AuditHead, rows: readonly AuditRow[]): void {
  if (rows.length > 0 && rows.every((row, index) => row.seq === seq + 1 + index)) return
  throw new Error(`Expected audit entries from ${seq + 1} on, one after the other`)
}

const headIsGone = (): Error => storeUnavailable(new Error('The row that says where the audit log ends is gone'))
