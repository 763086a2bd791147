import { type AuditHead, type AuditRow, type AuditStore, storeUnavailable } from '@pylon/core'
import type { Access, Value } from './access.ts'
import type { Tables } from './tables.ts'

type Link = (head: AuditHead) => readonly AuditRow[]

/** Whatever has to do with the end of the log. */
export function appendToAudit(
  access: Access,
  { audit, auditHead }: Tables,
): Pick<AuditStore, 'append' | 'probe' | 'head'> {
  const findHead = access.prepare(() => `SELECT seq, hash FROM ${auditHead} WHERE one = 1`)

  const holdHead = access.prepare(() => `SELECT seq, hash FROM ${auditHead} WHERE one = 1 FOR NO KEY UPDATE`)

  /** A lock is written to the disk like an entry. This one waits for no writer, and no writer for it. */
  const probe = access.prepare(() => `SELECT seq, hash FROM ${auditHead} WHERE one = 1 FOR KEY SHARE`)

  /** Adds nothing when the head is another one by then. */
  const insert = access.prepare(
    () => `
    WITH moved AS (
      UPDATE ${auditHead} SET seq = $1, hash = $2 WHERE one = 1 AND seq = $3 AND hash = $4 RETURNING one)
    INSERT INTO ${audit} (seq, id, actor_id, subject_id, tenant_id, entry, hash)
    SELECT added.* FROM moved, unnest(
      $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[]) AS added`,
  )

  /** Where this server has seen the end; whether it still is there is checked where it is written. */
  let seen: AuditHead | null = null

  async function headBy(statement: typeof findHead, within: Access = access): Promise<AuditHead> {
    const { rows } = await within.run<[seq: number, hash: string]>(statement, [])
    if (rows[0] === undefined) throw headIsGone()
    const [seq, hash] = rows[0]
    return { seq, hash }
  }

  /** Answers the new head, or null when another writer came first. */
  async function insertAfter(head: AuditHead, link: Link, within: Access = access): Promise<AuditHead | null> {
    const rows = link(head)
    const { seq, hash } = lastOf(head, rows)
    const { rowCount } = await within.run(insert, [seq, hash, head.seq, head.hash, ...columnsOf(rows)])
    return rowCount === 0 ? null : { seq, hash }
  }

  /** Lets nobody in between: who came too late once is not left behind for ever. */
  const insertInTurn = (link: Link): Promise<AuditHead | null> =>
    access.atomically(async within => insertAfter(await headBy(holdHead, within), link, within))

  async function append(link: Link): Promise<void> {
    const isOutside = access.lockClause === ''
    const quick = isOutside ? await insertAfter(seen ?? (await headBy(findHead)), link) : null
    seen = quick ?? (await insertInTurn(link))
    if (seen === null) throw headIsGone()
  }

  return {
    append,
    async probe() {
      await headBy(probe)
    },
    head: () => headBy(findHead),
  }
}

/** Throws for rows that are not the next ones. */
function lastOf({ seq }: AuditHead, rows: readonly AuditRow[]): AuditRow {
  const last = rows.at(-1)
  if (last === undefined || rows.some((row, index) => row.seq !== seq + 1 + index)) {
    throw new Error(`Expected audit entries from ${seq + 1} on, one after the other`)
  }
  return last
}

/** A list for each column: one statement for any number of rows. */
const columnsOf = (rows: readonly AuditRow[]): readonly Value[] => [
  rows.map(row => row.seq),
  rows.map(row => row.id),
  rows.map(row => row.actorId),
  rows.map(row => row.subjectId),
  rows.map(row => row.tenantId),
  rows.map(row => row.entry),
  rows.map(row => row.hash),
]

const headIsGone = (): Error => storeUnavailable(new Error('The row that says where the audit log ends is gone'))
