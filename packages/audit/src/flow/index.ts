export { type AuditAdminRoutesOptions, auditAdminRoutes } from './audit-admin-routes.ts'
export { type AuditFlowOptions, auditFlow } from './audit-flow.ts'
