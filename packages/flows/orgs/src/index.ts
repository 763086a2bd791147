export { createOrgRoles, type OrgRoles } from './roles.ts'
