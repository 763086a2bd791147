import type { Flow, Stores } from '@pylon/core'
import type { AuditLog } from '../log/audit-log.ts'
import { listOwnRoute } from './list-own.ts'
import { listTenantRoute } from './list-tenant.ts'

export interface AuditFlowOptions {
  readonly log: Pick<AuditLog, 'list'>
  /** Says who administers an organization. */
  readonly stores: Pick<Stores, 'orgs'>
}

/**
 * The routes by which users see what happened to them, and administrators what happened in their organization.
 *
 * @example
 * import { createAuditKeys, createAuditLog } from '@pylon/audit'
 * import { auditFlow } from '@pylon/audit/flow'
 * import { createApp } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const stores = memoryStores()
 * const keys = createAuditKeys({ secret: 'a long random application secret' })
 * const log = createAuditLog({ store: stores.audit, keys })
 * const app = createApp({ flows: [auditFlow({ log, stores })] })
 */
export function auditFlow(options: AuditFlowOptions): Flow {
  return { name: 'audit', routes: [listOwnRoute(options), listTenantRoute(options)] }
}
