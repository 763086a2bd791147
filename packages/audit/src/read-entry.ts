import type { AuditRow } from '@pylon/core'
import type { AuditEntry } from './entry.ts'

/** The text of an entry, parsed; who made the text is the hash's to say. */
export interface EntryText {
  readonly id: string
  readonly at: number
  readonly actor: {
    readonly user_id: string | null
    session_id: string | null
    api_key_id: string | null
    admin: boolean
  }
  readonly action: string
  readonly resource: AuditEntry['resource']
  readonly outcome: AuditEntry['outcome']
  readonly reason?: string
  readonly meta: AuditEntry['meta']
  readonly ip: string | null
  readonly user_agent: string | null
  readonly request_id: string | null
  readonly tenant_id: string | null
  readonly subject_id: string | null
  readonly seq: number
  readonly prev_hash: string
}

/** Null when the text is none that this log writes. */
export function parseEntryText(text: string): EntryText | null {
  try {
    const fields = JSON.parse(text) as EntryText // the members that are relied on are looked at below
    const isEntry = typeof fields.actor === 'object' && typeof fields.resource === 'object' && fields.actor !== null
    return isEntry && typeof fields.id === 'string' && Number.isSafeInteger(fields.seq) ? fields : null
  } catch {
    return null
  }
}

/** The entry that a row holds; null when its text cannot be read: somebody changed it. */
export function entryOf(row: AuditRow): AuditEntry | null {
  const fields = parseEntryText(row.entry)
  if (fields === null) return null
  const { actor } = fields
  return {
    seq: fields.seq,
    id: fields.id,
    at: fields.at,
    actor: {
      userId: actor.user_id,
      sessionId: actor.session_id,
      apiKeyId: actor.api_key_id,
      isAdmin: actor.admin,
    },
    subjectId: fields.subject_id,
    action: fields.action,
    resource: fields.resource,
    outcome: fields.outcome,
    reason: fields.reason ?? null,
    meta: fields.meta,
    ip: fields.ip,
    userAgent: fields.user_agent,
    requestId: fields.request_id,
    tenantId: fields.tenant_id,
    prevHash: fields.prev_hash,
    hash: row.hash,
  }
}

/** The row that a text and its hash make: what is looked up by stands in the text as well. Null for another text. */
export function rowOf(text: string, hash: string): AuditRow | null {
  const fields = parseEntryText(text)
  if (fields === null) return null
  const { seq, id, actor, subject_id: subjectId, tenant_id: tenantId } = fields
  return { seq, id, actorId: actor.user_id, subjectId, tenantId, entry: text, hash }
}
