export { type OAuthFlowOptions, oauthFlow } from './oauth-flow.ts'
export type { LinkIntent, OAuthState } from './oauth-state.ts'
