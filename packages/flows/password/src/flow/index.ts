export { type PasswordFlowOptions, passwordFlow } from './password-flow.ts'
