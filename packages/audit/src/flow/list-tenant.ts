import { forbidden, PylonError, type RequestContext, type Route, userOf } from '@pylon/core'
import type { AuditEntry } from '../entry.ts'
import type { AuditFlowOptions } from './audit-flow.ts'
import { pageDoc, pageReply, parsePage } from './page.ts'

/** `GET /audit/tenant`. */
export function listTenantRoute({ log, stores }: AuditFlowOptions): Route {
  return {
    method: 'GET',
    path: '/audit/tenant',
    auth: 'session',
    doc: {
      ...pageDoc('Lists what happened in the organization that you have chosen, newest first'),
      errors: { 400: ['NO_ACTIVE_TENANT'], 403: ['FORBIDDEN'] },
    },
    async handle(ctx) {
      const tenantId = await administeredTenant(ctx, stores)
      const page = parsePage(ctx)

      return pageReply(await log.list({ tenantId, ...page }), hideOperator)
    },
  }
}

/** Asks the store: a role in the session may be older than its loss. */
async function administeredTenant(ctx: RequestContext, { orgs }: AuditFlowOptions['stores']): Promise<string> {
  const auth = await ctx.auth()
  const { userId } = userOf(auth)
  if (auth.tenantId === null) throw noActiveTenant()
  const membership = await orgs.findMember(auth.tenantId, userId)
  if (membership?.role !== 'owner' && membership?.role !== 'admin') throw forbidden()
  return auth.tenantId
}

const noActiveTenant = (): PylonError => new PylonError('NO_ACTIVE_TENANT', 400, 'Choose an organization first')

/** The operator of the server is none of the organization's. */
const hideOperator = (entry: AuditEntry): AuditEntry =>
  entry.actor.isAdmin ? { ...entry, ip: null, userAgent: null, requestId: null } : entry
