export { type ActionPage, actionPageReply } from './action-page.ts'
export { addressKey, isLoopback, unmapIpv4 } from './address.ts'
export { type AdminTokenOptions, adminToken } from './admin-token.ts'
export { type App, type AppOptions, createApp } from './app.ts'
export { type AuthContext, anonymous } from './auth-context.ts'
export { type AuthCookies, createAuthCookies } from './auth-cookies.ts'
export { type Authenticator, bearerFrom } from './authenticator.ts'
export { type Clock, systemClock } from './clock.ts'
export { constantTimeEqual } from './constant-time.ts'
export { type AppRequest, optionalJson, type RequestContext } from './context.ts'
export { type Cookie, type CookieConfig, createCookie, parseCookie, type SameSite } from './cookie.ts'
export { normalizeEmail } from './email-address.ts'
export { errorReply, toPylonError } from './error-reply.ts'
export {
  apiKeyAuthForbidden,
  authRequired,
  ConfigError,
  emailNotConfigured,
  emailTaken,
  type FieldProblem,
  forbidden,
  invalidCode,
  invalidEmail,
  invalidRequest,
  invalidToken,
  missingEmail,
  PylonError,
  type PylonErrorOptions,
  rateLimited,
  retryLater,
  storeUnavailable,
  tooManyAttempts,
  wrongPassword,
} from './errors.ts'
export { type AuthEvent, eventFrom, type OnEvent } from './event.ts'
export type { FetchInfo } from './fetch.ts'
export {
  FieldReader,
  type IntegerFieldOptions,
  type StringFieldOptions,
  type StringsFieldOptions,
} from './field-reader.ts'
export {
  type Guard,
  guarded,
  requireAuth,
  requireRole,
  requireScope,
  requireTenant,
  type SignedIn,
  type SignedInToTenant,
} from './guard.ts'
export type { JsonObject, JsonValue } from './json.ts'
export { createKeys, deriveKey, type Keys, type KeysOptions } from './keys.ts'
export { look } from './look.ts'
export type { Mail, Mailer } from './mailer.ts'
export { type NewUser, newUser } from './new-user.ts'
export { type Next, type Plugin, type PluginStage, pluginStages } from './plugin.ts'
export { type RedirectTargetOptions, redirectTarget, untrustedRedirect } from './redirect-target.ts'
export { type HeaderList, jsonReply, type Reply } from './reply.ts'
export type { AuthMode, Flow, Route, RouteDoc } from './route.ts'
export {
  type CachedStores,
  type SessionCache,
  type SessionCacheOptions,
  withSessionCache,
} from './session-cache/with-session-cache.ts'
export { grantSchema, objectSchema, sessionSchema, signInSchema } from './session-flow/schemas.ts'
export { type SessionFlowOptions, sessionFlow } from './session-flow/session-flow.ts'
export { userOf } from './session-flow/user-of.ts'
export { toWireSession } from './session-flow/wire-session.ts'
export { deviceFrom } from './sessions/device.ts'
export type { SessionLimits } from './sessions/lifetimes.ts'
export { rolesOf } from './sessions/roles.ts'
export {
  createSessions,
  type IssuedSession,
  type SessionOwner,
  type Sessions,
  type SessionsOptions,
  type Tenant,
} from './sessions/sessions.ts'
export { createTouchBuffer, type TouchBuffer, type TouchBufferOptions } from './sessions/touch-buffer.ts'
export type { Challenge, PendingStep } from './sign-in/challenge.ts'
export { createKnownDevices, type KnownDevices, type KnownDevicesOptions } from './sign-in/known-device.ts'
export { type AddressProof, proveAddress } from './sign-in/prove-address.ts'
export type { ReauthMethod } from './sign-in/reauth-method.ts'
export {
  createSignIn,
  type Proof,
  type SecondFactor,
  type SignIn,
  type SignInOptions,
  type SignInResult,
} from './sign-in/sign-in.ts'
export type { Account, AccountStore, AccountTokens } from './stores/account.ts'
export type { ApiKey, ApiKeyRotation, ApiKeyStore, ApiKeyTouch } from './stores/api-key.ts'
export type { AuditCheckpoint, AuditFilter, AuditHead, AuditRow, AuditStore } from './stores/audit.ts'
export { combineStores, type PartialStores } from './stores/combine.ts'
export type { Count, CounterStore } from './stores/counter.ts'
export type { Credential, CredentialStore } from './stores/credential.ts'
export { type Admission, type Limit, type LimitStore, slotsInWindow } from './stores/limit.ts'
export type { OneTimeEntry, OneTimeStore, OneTimeTry } from './stores/one-time.ts'
export type { Invite, Membership, Organization, OrgStore } from './stores/org.ts'
export type { OutboxMail, OutboxStore } from './stores/outbox.ts'
export type { RevocationChannel } from './stores/revocation-channel.ts'
export type { Session, SessionChange, SessionStore, SessionTouch, SessionUserChange } from './stores/session.ts'
export type { StoreBundle, Stores, Transaction } from './stores/stores.ts'
export type { User, UserChange, UserPage, UserStore } from './stores/user.ts'
export { generateId, generateToken, hashToken, isToken } from './token.ts'
export { unlessStoreFails } from './unless-store-fails.ts'
