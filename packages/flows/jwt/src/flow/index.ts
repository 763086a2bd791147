export type { ForeignIssuerOptions } from './foreign-issuer.ts'
export { type JwtAuthenticatorOptions, jwtAuthenticator } from './jwt-authenticator.ts'
export { type JwtFlowOptions, jwtFlow } from './jwt-flow.ts'
export type { OwnJwtOptions } from './own-issuer.ts'
