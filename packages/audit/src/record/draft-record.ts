import { type AuthContext, generateId, type RequestContext } from '@pylon/core'
import type { AuditActor, AuditDraft, AuditOutcome } from '../entry.ts'
import { requestFields } from './draft-event.ts'
import { actorFrom, nobody } from './event-actor.ts'
import { cleanMeta } from './meta.ts'
import { plainId, plainIdOrNull } from './plain-id.ts'
import { cleanText } from './scrub.ts'

/** What an application has to say; secrets are struck out of every text. */
export interface AuditRecord {
  /** The request that it came of: says who did it, from where, and for which organization. */
  readonly ctx?: RequestContext
  /** Who did it, where there is no request; default nobody. */
  readonly actor?: Partial<AuditActor>
  /** `invoice.paid`: 1 to 100 characters. */
  readonly action: string
  /** What it was done to: a type of 1 to 100 characters, an id of at most 200. */
  readonly resource: { readonly type: string; readonly id?: string | null }
  /** Default `success`. */
  readonly outcome?: AuditOutcome
  /** Why it failed; at most 200 characters. */
  readonly reason?: string
  /** JSON, at most 16,384 characters and 8 levels; default nothing. */
  readonly meta?: object
  /** The user whom it was done to, who may then see it; default none. */
  readonly subjectId?: string | null
  /** Default the organization that the caller has chosen. */
  readonly tenantId?: string | null
}

/** Throws `TypeError` for what does not fit. */
export function draftRecord(record: AuditRecord, caller: AuthContext, now: number): AuditDraft {
  const { ctx, action, resource, outcome = 'success', reason } = record
  if (outcome !== 'success' && outcome !== 'failure') throw new TypeError('outcome: expected success or failure')
  return {
    id: generateId('aud_'),
    at: now,
    actor: ctx === undefined ? namedActor(record.actor ?? {}) : actorFrom(caller),
    subjectId: optionalId('subjectId', record.subjectId),
    action: text('action', action, 100),
    resource: { type: text('resource.type', resource?.type, 100), id: optionalText('resource.id', resource.id, 200) },
    outcome,
    reason: optionalText('reason', reason, 200),
    meta: cleanMeta(record.meta ?? {}),
    ...requestFields(ctx?.ip ?? '', ctx?.header('user-agent') ?? null, ctx?.requestId ?? ''),
    tenantId: record.tenantId === undefined ? plainIdOrNull(caller.tenantId) : optionalId('tenantId', record.tenantId),
  }
}

const namedActor = ({ userId, sessionId, apiKeyId, isAdmin = false }: Partial<AuditActor>): AuditActor => ({
  ...nobody,
  userId: optionalId('actor.userId', userId),
  sessionId: optionalId('actor.sessionId', sessionId),
  apiKeyId: optionalId('actor.apiKeyId', apiKeyId),
  isAdmin: isAdmin === true,
})

/** An id of a user or an organization is looked up by: it stays as it is. */
function optionalId(name: string, value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && value !== '') return plainId(value)
  throw new TypeError(`${name}: expected an id`)
}

const optionalText = (name: string, value: unknown, maxLength: number): string | null =>
  value === undefined || value === null ? null : text(name, value, maxLength)

function text(name: string, value: unknown, maxLength: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= maxLength) return cleanText(value, maxLength)
  throw new TypeError(`${name}: expected a text of 1 to ${maxLength} characters`)
}
