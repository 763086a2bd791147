import { type AuditFilter, type AuditStore, invalidRequest } from '@pylon/core'
import type { Cursors } from '../cursor.ts'
import type { AuditEntry } from '../entry.ts'
import { entryOf } from '../read-entry.ts'
import { plainId } from '../record/plain-id.ts'

export interface AuditListOptions extends AuditFilter {
  /** `next` of the page before; default: from the newest. */
  readonly before?: string | null
  /** Default 50. */
  readonly limit?: number
}

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditEntry[]
  /** Null on the last page. */
  readonly next: string | null
}

/** Throws `INVALID_REQUEST` (400) for a `before` that is none. */
export async function listEntries(
  store: AuditStore,
  cursors: Cursors,
  { before = null, limit = 50, ...filter }: AuditListOptions,
): Promise<AuditPage> {
  const seq = before === null ? null : cursors.read(before)
  if (before !== null && seq === null) throw invalidRequest([{ path: 'before', message: 'must be a `next`' }])
  const rows = await store.list(asWritten(filter), seq, limit + 1)
  const last = rows.length > limit ? rows[limit - 1] : undefined
  const entries = rows.slice(0, limit).map(entryOf)
  return {
    entries: entries.filter(entry => entry !== null), // one that cannot be read is for `verify` to name
    next: last === undefined ? null : cursors.write(last.seq),
  }
}

const asWritten = ({ userId, tenantId }: AuditFilter): AuditFilter => ({
  ...(userId === undefined ? {} : { userId: plainId(userId) }),
  ...(tenantId === undefined ? {} : { tenantId: plainId(tenantId) }),
})
