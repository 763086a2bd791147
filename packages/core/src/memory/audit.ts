import type { AuditCheckpoint, AuditFilter, AuditHead, AuditRow, AuditStore } from '../stores/audit.ts'
import type { Access } from './access.ts'
import { memoryAuditSinks } from './audit-sinks.ts'
import type { Journal } from './journal.ts'
import { createTable } from './table.ts'

export function memoryAudit(journal: Journal): (access: Access) => AuditStore {
  let rows: AuditRow[] = [] // without a gap: the place of an entry follows from its number
  let head: AuditHead = { seq: 0, hash: '' }
  const checkpoints = createTable<AuditCheckpoint>(journal)
  const sinks = memoryAuditSinks(journal)

  function append(link: (head: AuditHead) => readonly AuditRow[]): void {
    const before = head
    const added = link(before).map(row => Object.freeze({ ...row }))
    head = headAfter(before, added)
    for (const row of added) rows.push(row)
    journal.note(() => {
      rows.length -= added.length
      head = before
    })
  }

  function list({ userId, tenantId }: AuditFilter, before: number | null, limit: number): readonly AuditRow[] {
    const found: AuditRow[] = []
    for (let at = before === null ? rows.length - 1 : placeOf(before) - 1; at >= 0 && found.length < limit; at--) {
      const row = rows[at] as AuditRow // `at` is a place
      const isTheirs = userId === undefined || row.actorId === userId || row.subjectId === userId
      if (isTheirs && (tenantId === undefined || row.tenantId === tenantId)) found.push(row)
    }
    return found
  }

  function read(after: number, limit: number): readonly AuditRow[] {
    const start = placeOf(after + 1)
    return rows.slice(start, start + limit)
  }

  /** Where the entry with that number is, or the one next to it. */
  const placeOf = (seq: number): number => Math.min(Math.max(0, seq - (head.seq - rows.length + 1)), rows.length)

  function insertCheckpoint(checkpoint: AuditCheckpoint): boolean {
    const key = `${checkpoint.kind} ${checkpoint.seq}`
    if (checkpoints.get(key) !== null) return false
    checkpoints.put(key, Object.freeze({ ...checkpoint }))
    return true
  }

  function listCheckpoints(after: number, limit: number): readonly AuditCheckpoint[] {
    return [...checkpoints.entries()]
      .map(([, checkpoint]) => checkpoint)
      .filter(({ seq }) => seq > after)
      .sort((a, b) => a.seq - b.seq || (a.kind === 'seal' ? -1 : 1))
      .slice(0, limit)
  }

  function sweep(limit: number): number {
    const cuts = listCheckpoints(0, checkpoints.size).filter(({ kind }) => kind === 'cut')
    const swept = rows.splice(0, Math.min(placeOf((cuts.at(-1)?.seq ?? 0) + 1), limit))
    journal.note(() => {
      rows = swept.concat(rows)
    })
    return swept.length
  }

  return access => ({
    append: link => access.run(() => append(link)),
    probe: () => access.run(() => {}),
    head: () => access.run(() => head),
    list: (filter, before, limit) => access.run(() => list(filter, before, limit)),
    read: (after, limit) => access.run(() => read(after, limit)),
    insertCheckpoint: checkpoint => access.run(() => insertCheckpoint(checkpoint)),
    listCheckpoints: (after, limit) => access.run(() => listCheckpoints(after, limit)),
    sweep: limit => access.run(() => sweep(limit)),
    ...sinks(access),
  })
}

/** Throws for rows that are not the next ones. */
function headAfter({ seq }: AuditHead, rows: readonly AuditRow[]): AuditHead {
  const last = rows.at(-1)
  if (last === undefined || rows.some((row, index) => row.seq !== seq + 1 + index)) {
    throw new Error(`Expected audit entries from ${seq + 1} on, one after the other`)
  }
  return Object.freeze({ seq: last.seq, hash: last.hash })
}
