import { type AuthContext, type AuthEvent, generateId, type JsonObject } from '@pylon/core'
import type { AuditDraft, AuditOutcome, AuditResource } from '../entry.ts'
import { actorOf } from './event-actor.ts'
import { cleanMeta } from './meta.ts'
import { plainIdOrNull } from './plain-id.ts'
import { cleanText } from './scrub.ts'

/** What the log says of an event. */
export function draftEvent(event: AuthEvent, resource: AuditResource, caller: AuthContext): AuditDraft {
  const { reason, ...meta } = event.data
  return {
    id: generateId('aud_'),
    at: event.at,
    actor: actorOf(event, caller),
    subjectId: plainIdOrNull(idIn(meta, 'member_id') ?? event.userId),
    action: cleanText(event.name, 100),
    resource: { type: cleanText(resource.type, 100), id: plainIdOrNull(resource.id) },
    outcome: outcomeOf(event.name),
    reason: typeof reason === 'string' ? cleanText(reason, 200) : null,
    meta: metaFrom(meta),
    ...requestFields(event.ip, event.userAgent, event.requestId),
    tenantId: plainIdOrNull(idIn(meta, 'org_id') ?? caller.tenantId),
  }
}

/** What of a request goes into the log. */
export const requestFields = (
  ip: string,
  userAgent: string | null,
  requestId: string,
): Pick<AuditDraft, 'ip' | 'userAgent' | 'requestId'> => ({
  ip: ip === '' ? null : cleanText(ip, 64),
  userAgent: userAgent === null ? null : cleanText(userAgent, 300),
  requestId: requestId === '' ? null : cleanText(requestId, 64),
})

const outcomeOf = (name: string): AuditOutcome => (/[._]failed$/.test(name) ? 'failure' : 'success')

function idIn(data: JsonObject, name: string): string | null {
  const value = Object.hasOwn(data, name) ? data[name] : null
  return typeof value === 'string' ? value : null
}

/** The event itself must not be lost for what somebody put beside it. */
function metaFrom(data: JsonObject): JsonObject {
  try {
    return cleanMeta(data)
  } catch (error) {
    return { left_out: error instanceof TypeError ? error.message : 'unreadable' }
  }
}
