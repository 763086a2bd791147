import { type Route, userOf } from '@pylon/core'
import type { AuditEntry } from '../entry.ts'
import { nobody } from '../record/event-actor.ts'
import type { AuditFlowOptions } from './audit-flow.ts'
import { pageDoc, pageReply, parsePage } from './page.ts'

/** `GET /audit`. */
export function listOwnRoute({ log }: AuditFlowOptions): Route {
  return {
    method: 'GET',
    path: '/audit',
    auth: 'session',
    doc: pageDoc('Lists what you did and what was done to you, newest first'),
    async handle(ctx) {
      const { userId } = userOf(await ctx.auth())
      const page = parsePage(ctx)

      return pageReply(await log.list({ userId, ...page }), entry => hideOthers(entry, userId))
    },
  }
}

/** Whoever else did it is named, but where they sit and by what they signed in is theirs; of nobody it is shown. */
function hideOthers(entry: AuditEntry, userId: string): AuditEntry {
  const { actor } = entry
  if (!actor.isAdmin && (actor.userId === null || actor.userId === userId)) return entry
  return {
    ...entry,
    actor: { ...nobody, userId: actor.userId, isAdmin: actor.isAdmin },
    ip: null,
    userAgent: null,
    requestId: null,
  }
}
