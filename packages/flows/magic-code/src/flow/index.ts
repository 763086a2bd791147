export { type EmailCodeReauthOptions, emailCodeReauth } from './email-code-reauth.ts'
export { type MagicCodeFlowOptions, magicCodeFlow } from './magic-code-flow.ts'
