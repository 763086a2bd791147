import { jsonReply, objectSchema, type Route } from '@pylon/core'
import type { AuditLog } from '../log/audit-log.ts'
import { pageDoc, pageReply, parsePage } from './page.ts'

export interface AuditAdminRoutesOptions {
  readonly log: Pick<AuditLog, 'list' | 'verify'>
  /** Default `/api/admin/audit`. */
  readonly path?: string
}

/**
 * The routes by which the holder of the admin token reads the log and has it verified.
 *
 * @example
 * import { createAuditKeys, createAuditLog } from '@pylon/audit'
 * import { auditAdminRoutes } from '@pylon/audit/flow'
 * import { adminToken, createApp, generateToken } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const keys = createAuditKeys({ secret: 'a long random application secret' })
 * const log = createAuditLog({ store: memoryStores().audit, keys })
 * const app = createApp({
 *   authenticators: [adminToken(generateToken('admin_'))],
 *   routes: auditAdminRoutes({ log }),
 * })
 */
export function auditAdminRoutes({ log, path = '/api/admin/audit' }: AuditAdminRoutesOptions): readonly Route[] {
  return [listRoute(log, path), verifyRoute(log, `${path}/verify`)]
}

const listRoute = (log: Pick<AuditLog, 'list'>, path: string): Route => ({
  method: 'GET',
  path,
  auth: 'admin',
  doc: pageDoc('Lists what happened, newest first'),
  async handle(ctx) {
    const page = parsePage(ctx)

    return pageReply(await log.list(page))
  },
})

const verifyRoute = (log: Pick<AuditLog, 'verify'>, path: string): Route => ({
  method: 'GET',
  path,
  auth: 'admin',
  doc: {
    summary: 'Looks at every entry of the log, and names the first that is broken',
    answers: {
      200: { oneOf: [objectSchema({ ok: { const: true }, entries: { type: 'integer' } }), brokenSchema] },
    },
  },
  async handle() {
    const verdict = await log.verify()

    const { ok } = verdict
    return jsonReply(200, ok ? { ok, entries: verdict.entries } : { ok, broken_at: verdict.brokenAt })
  },
})

const brokenSchema = objectSchema({ ok: { const: false }, broken_at: { type: 'string' } })
