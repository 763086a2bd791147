export type { CspDirectives } from './content-security-policy.ts'
export { type HeadersOptions, type HeadersPlugin, headers } from './headers.ts'
