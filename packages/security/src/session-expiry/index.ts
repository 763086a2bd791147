export { type SessionExpiryOptions, sessionExpiry } from './session-expiry.ts'
