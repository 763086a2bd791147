export { type AccountFlowOptions, accountFlow } from './account-flow.ts'
export { type AdminRoutesOptions, adminRoutes } from './admin-routes.ts'
