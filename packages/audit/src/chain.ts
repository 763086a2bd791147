import { hash } from 'node:crypto'
import type { AuditHead, AuditRow } from '@pylon/core'
import { canonicalJson } from './canonical-json.ts'
import { type AuditDraft, hashedFields } from './entry.ts'
import { parseEntryText } from './read-entry.ts'

/** The newest entry of a log that has none. */
export const emptyHead: AuditHead = { seq: 0, hash: '' }

/** Gives drafts their places behind the newest entry; the same drafts behind the same entry make the same rows. */
export function linkEntries(head: AuditHead, drafts: readonly AuditDraft[]): readonly AuditRow[] {
  let { seq, hash: prevHash } = head
  return drafts.map(draft => {
    seq += 1
    const entry = canonicalJson(hashedFields(draft, seq, prevHash))
    prevHash = hashEntry(entry)
    const { id, actor, subjectId, tenantId } = draft
    return { seq, id, actorId: actor.userId, subjectId, tenantId, entry, hash: prevHash }
  })
}

/** SHA-256 in hex. */
export const hashEntry = (text: string): string => hash('sha256', text, 'hex')

/** Where a log is broken, and how. */
export interface Break {
  /** The id of the entry, as the log has it. */
  readonly brokenAt: string
  readonly reason: string
}

/** What is wrong with a row that stands behind `previous`; null: nothing. */
export function breakIn(row: AuditRow, previous: AuditHead): Break | null {
  if (hashEntry(row.entry) !== row.hash) return { brokenAt: row.id, reason: 'the entry is not the one that was hashed' }
  const fields = parseEntryText(row.entry)
  if (fields === null) return { brokenAt: row.id, reason: 'the entry cannot be read' }
  const brokenAt = fields.id // of text and column, the text is the one that was hashed
  if (fields.seq !== row.seq) return { brokenAt, reason: 'the entry stands in another place than its own' }
  if (row.seq !== previous.seq + 1) return { brokenAt, reason: gap(previous, row) }
  if (fields.prev_hash !== previous.hash)
    return { brokenAt, reason: 'the entry follows another one than that before it' }
  const isLookedUpRight =
    row.id === fields.id &&
    row.actorId === fields.actor.user_id &&
    row.subjectId === fields.subject_id &&
    row.tenantId === fields.tenant_id
  return isLookedUpRight ? null : { brokenAt, reason: 'the entry is filed under something that it does not say' }
}

const gap = (previous: AuditHead, row: AuditRow): string =>
  row.seq <= previous.seq
    ? `entry ${row.seq} stands there twice`
    : `entries ${previous.seq + 1} to ${row.seq - 1} are gone`
