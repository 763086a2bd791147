// The smallest sensible server on Pylon: sessions, their routes and an operator.
import { serve } from '../../packages/adapters/node/dist/index.js'
import { adminToken, createApp, createSessions, createSignIn, sessionFlow } from '../../packages/core/dist/index.js'
import { benchUser, fillSessions, newTokens } from './fill-sessions.ts'
import { openStores } from './open-stores.ts'
import { settings } from './settings.ts'

const stores = await openStores(settings)
const sessions = createSessions({ store: stores.sessions })
const signIn = createSignIn({ stores, sessions })
const app = createApp({
  authenticators: [adminToken(settings.adminToken), sessions.authenticator],
  flows: [sessionFlow({ stores, sessions, signIn })],
})

await stores.users.insert(benchUser)
await fillSessions(stores, newTokens(settings.sessionCount))
const server = await serve(app, { port: 0 })
console.log(`answers at ${server.url}`)
process.once('SIGTERM', () => process.exit(0))
