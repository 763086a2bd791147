export type { StandardIssue, StandardResult, StandardSchema } from './standard-schema.ts'
export { type RouteRules, type ValidationOptions, validation } from './validation.ts'
