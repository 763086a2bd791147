import {
  type App,
  adminToken,
  createApp,
  createAuthCookies,
  createKnownDevices,
  createSessions,
  createSignIn,
  type Flow,
  PylonError,
  type SignIn,
  type Stores,
  sessionFlow,
} from '../../../packages/core/src/index.ts'
import { memoryStores } from '../../../packages/core/src/memory/index.ts'

export const operatorToken = 'operator-token-of-at-least-32-characters'

/** An app with everything of the core in it, and a first factor that believes everybody. */
export async function createSmokeApp(): Promise<App> {
  const stores = memoryStores()
  const cookies = createAuthCookies()
  const knownDevices = createKnownDevices({ cookie: cookies.knownDevice, secret: 'a secret for the smoke test' })
  const sessions = createSessions({ store: stores.sessions, cookie: cookies.session, touchIntervalSecs: 0 })
  const signIn = createSignIn({ stores, sessions, challengeCookie: cookies.challenge, knownDevices })
  await addUser(stores)
  return createApp({
    authenticators: [adminToken(operatorToken), sessions.authenticator],
    flows: [sessionFlow({ stores, sessions, signIn }), believingFlow(stores, signIn)],
  })
}

function believingFlow(stores: Stores, signIn: SignIn): Flow {
  return {
    name: 'believing',
    routes: [
      {
        method: 'POST',
        path: '/believe',
        auth: 'anyone',
        async handle(ctx) {
          const { email } = await ctx.json()
          const user = await stores.users.findByEmail(String(email))
          if (user === null) throw new PylonError('INVALID_CREDENTIALS', 401, 'Nobody has this email')
          return signIn.reply(ctx, await signIn.start(user, { ctx, amr: ['pwd'] }), 201)
        },
      },
    ],
  }
}

async function addUser({ users }: Stores): Promise<void> {
  await users.insert({
    id: 'usr_ada',
    email: 'ada@example.com',
    isEmailVerified: true,
    displayName: 'Ada',
    roles: [],
    isBanned: false,
    authVersion: 1,
    createdAt: 0,
    updatedAt: 0,
  })
}
