import {
  FieldReader,
  type JsonObject,
  jsonReply,
  objectSchema,
  type Reply,
  type RequestContext,
  type RouteDoc,
} from '@pylon/core'
import type { AuditEntry } from '../entry.ts'
import { toWireEntry } from '../entry.ts'
import type { AuditPage } from '../log/list-entries.ts'
import { entrySchema } from './schemas.ts'

/** Reads `limit` and `before`; throws `INVALID_REQUEST` (400). */
export function parsePage({ query }: RequestContext): { readonly limit: number; readonly before: string | null } {
  const limit = query.get('limit')
  const fields = new FieldReader({ limit: limit === null ? null : toInteger(limit) })
  const parsed = { limit: fields.optionalInteger('limit', { min: 1, max: 100 }) ?? 50, before: query.get('before') }
  fields.check()
  return parsed
}

const toInteger = (text: string): number => (/^\d{1,4}$/.test(text) ? Number(text) : 0)

/** What every list of entries answers; `show` may leave out what the caller may not see. */
export const pageReply = ({ entries, next }: AuditPage, show: (entry: AuditEntry) => AuditEntry = same): Reply =>
  jsonReply(200, { events: entries.map(entry => toWireEntry(show(entry))), next })

const same = (entry: AuditEntry): AuditEntry => entry

export const pageDoc = (summary: string): RouteDoc & { readonly query: Readonly<Record<string, JsonObject>> } => ({
  summary,
  query: {
    limit: { type: 'integer', minimum: 1, maximum: 100, description: 'default 50' },
    before: { type: 'string', description: '`next` of the page before' },
  },
  answers: {
    200: objectSchema({ events: { type: 'array', items: entrySchema }, next: { type: ['string', 'null'] } }),
  },
})
