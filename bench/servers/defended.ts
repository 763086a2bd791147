// Sessions behind every plugin, with an audit log: the smallest server again, and all that a careful operator turns on.
import { serve } from '../../packages/adapters/node/dist/index.js'
import { createAuditKeys, createAuditLog } from '../../packages/audit/dist/index.js'
import {
  adminToken,
  createApp,
  createAuthCookies,
  createSessions,
  createSignIn,
  sessionFlow,
} from '../../packages/core/dist/index.js'
import { cors } from '../../packages/security/dist/cors/index.js'
import { csrf } from '../../packages/security/dist/csrf/index.js'
import { headers } from '../../packages/security/dist/headers/index.js'
import { rateLimit } from '../../packages/security/dist/rate-limit/index.js'
import { sessionExpiry } from '../../packages/security/dist/session-expiry/index.js'
import { validation } from '../../packages/security/dist/validation/index.js'
import { benchUser, fillSessions, newTokens } from './fill-sessions.ts'
import { openStores } from './open-stores.ts'
import { settings } from './settings.ts'

const stores = await openStores(settings)
const cookies = createAuthCookies()
const sessions = createSessions({ store: stores.sessions, cookie: cookies.session })
const audit = createAuditLog({ store: stores.audit, keys: createAuditKeys({ secret: settings.adminToken }) })
const signIn = createSignIn({ stores, sessions, onEvent: audit.onEvent })
const app = createApp({
  authenticators: [adminToken(settings.adminToken), sessions.authenticator],
  flows: [sessionFlow({ stores, sessions, signIn, onEvent: audit.onEvent })],
  plugins: [
    headers({ expectedOrigin: 'https://app.example.com' }),
    cors({ allowedOrigins: ['https://app.example.com'], allowCredentials: true }),
    csrf({ expectedOrigin: 'https://api.example.com', cookieNames: Object.values(cookies).map(cookie => cookie.name) }),
    rateLimit({ maxRequests: 1_000_000 }),
    rateLimit({ maxRequests: 1_000_000, scope: 'user' }),
    rateLimit({ maxRequests: 10, route: '/api/auth/password/login' }),
    sessionExpiry({ sessions, maxAgeSecs: 86_400, idleTimeoutSecs: 3_600, refreshOnUse: true }),
    validation({ routes: [] }),
    audit.plugin,
  ],
})

await stores.users.insert(benchUser)
await fillSessions(stores, newTokens(settings.sessionCount))
const server = await serve(app, { port: 0 })
console.log(`answers at ${server.url}`)
process.once('SIGTERM', () => process.exit(0))
