import type { JsonObject } from '@pylon/core'

/** Who did it; all null and `isAdmin` false: nobody who could be named. */
export interface AuditActor {
  readonly userId: string | null
  readonly sessionId: string | null
  readonly apiKeyId: string | null
  /** The holder of the admin token. */
  readonly isAdmin: boolean
}

/** What it was done to. */
export interface AuditResource {
  /** `User`, `Session`, `ApiKey`, … or one of the application's. */
  readonly type: string
  readonly id: string | null
}

export type AuditOutcome = 'success' | 'failure'

/** What is known of an entry before it has its place in the log. */
export interface AuditDraft {
  readonly id: string
  readonly at: number
  readonly actor: AuditActor
  /** The user whom it was done to; null where it was none. */
  readonly subjectId: string | null
  /** `session.created`, `invoice.paid`, … */
  readonly action: string
  readonly resource: AuditResource
  readonly outcome: AuditOutcome
  readonly reason: string | null
  readonly meta: JsonObject
  readonly ip: string | null
  readonly userAgent: string | null
  readonly requestId: string | null
  readonly tenantId: string | null
}

/** One entry of the log. */
export interface AuditEntry extends AuditDraft {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number
  /** Of the entry before; '' in the first one. */
  readonly prevHash: string
  /** SHA-256 of everything else, in hex. */
  readonly hash: string
}

/** The record as it goes over the wire. */
export const toWireEntry = (entry: AuditEntry): JsonObject => ({
  ...sharedFields(entry),
  prev_hash: entry.prevHash,
  hash: entry.hash,
})

/** What an entry's hash covers: the record, its place in the log, and whom it was done to. */
export const hashedFields = (draft: AuditDraft, seq: number, prevHash: string): JsonObject => ({
  ...sharedFields(draft),
  subject_id: draft.subjectId,
  seq,
  prev_hash: prevHash,
})

const sharedFields = (draft: AuditDraft): JsonObject => ({
  id: draft.id,
  at: draft.at,
  actor: {
    user_id: draft.actor.userId,
    session_id: draft.actor.sessionId,
    api_key_id: draft.actor.apiKeyId,
    admin: draft.actor.isAdmin,
  },
  action: draft.action,
  resource: { type: draft.resource.type, id: draft.resource.id },
  outcome: draft.outcome,
  ...(draft.reason === null ? {} : { reason: draft.reason }),
  meta: draft.meta,
  ip: draft.ip,
  user_agent: draft.userAgent,
  request_id: draft.requestId,
  tenant_id: draft.tenantId,
})
