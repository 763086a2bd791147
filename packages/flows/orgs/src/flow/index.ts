export { type OrgFlowOptions, orgFlow } from './org-flow.ts'
