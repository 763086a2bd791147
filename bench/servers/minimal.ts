// A server of sessions alone for any runtime that calls `fetch`: what the bundle's size is measured on.
import { createApp, createSessions, createSignIn, sessionFlow } from '../../packages/core/dist/index.js'
import { memoryStores } from '../../packages/core/dist/memory/index.js'

const stores = memoryStores()
const sessions = createSessions({ store: stores.sessions })
const signIn = createSignIn({ stores, sessions })
const app = createApp({
  authenticators: [sessions.authenticator],
  flows: [sessionFlow({ stores, sessions, signIn })],
})

export default { fetch: (request: Request): Promise<Response> => app.fetch(request) }
