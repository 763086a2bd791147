import { type AuthContext, type AuthEvent, anonymous } from '@pylon/core'
import type { AuditActor } from '../entry.ts'
import { plainId, plainIdOrNull } from './plain-id.ts'

/** Nobody who could be named. */
export const nobody: AuditActor = Object.freeze({ userId: null, sessionId: null, apiKeyId: null, isAdmin: false })

export const actorFrom = ({ userId, sessionId, apiKeyId, isAdmin }: AuthContext): AuditActor => ({
  userId: plainIdOrNull(userId),
  sessionId: plainIdOrNull(sessionId),
  apiKeyId: plainIdOrNull(apiKeyId),
  isAdmin,
})

/** Who calls; nobody when that cannot be told: a credential that is bad, or just ended. */
export async function callerOf(auth: () => Promise<AuthContext>): Promise<AuthContext> {
  try {
    return await auth()
  } catch {
    return anonymous
  }
}

/**
 * Who did what an event tells of. Where the event comes of a proof, that is whom it names, and not whose cookie the
 * browser happened to send along.
 */
export function actorOf({ name, userId, data }: AuthEvent, caller: AuthContext): AuditActor {
  if (caller.isAdmin || userId === null || !provingEvents.has(name)) return actorFrom(caller)
  const started = typeof data.session_id === 'string' ? data.session_id : null
  const sessionId = started ?? (caller.userId === userId ? caller.sessionId : null)
  return { ...nobody, userId: plainId(userId), sessionId: plainIdOrNull(sessionId) }
}

const provingEvents: ReadonlySet<string> = new Set([
  'user.registered',
  'password.reset',
  'session.created',
  'session.new_device',
  'sign_in.challenged',
  'guest.created',
  'guest.upgraded',
  'email.verified',
  'email.changed',
  'totp.backup_code_used',
  'trusted_device.added',
  'account.linked',
])
