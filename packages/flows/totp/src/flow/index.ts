export { type TotpFlowOptions, totpFlow } from './totp-flow.ts'
