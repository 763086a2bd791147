export { type PasswordFlowOptions, passwordFlow } from './password-flow.ts'
export { type PasswordReauthOptions, passwordReauth } from './reauth.ts'
