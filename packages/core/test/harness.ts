import type {
  App,
  AuthCookies,
  AuthEvent,
  Clock,
  ReauthMethod,
  SecondFactor,
  Sessions,
  SignIn,
  SignInOptions,
  StoreBundle,
  User,
} from '../src/index.ts'
import {
  adminToken,
  createApp,
  createAuthCookies,
  createKnownDevices,
  createSessions,
  createSignIn,
  PylonError,
  type Route,
  sessionFlow,
} from '../src/index.ts'
import { openTestStores } from './test-stores.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect to be there
  readonly body: any
}

export interface Harness {
  readonly app: App
  readonly stores: StoreBundle
  readonly sessions: Sessions
  readonly signIn: SignIn
  readonly cookies: AuthCookies
  readonly events: AuthEvent[]
  /** Calls a route below `/api/auth`. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  addUser(change?: Partial<User>): Promise<User>
  /** Signs a user in as a flow would after a right proof. */
  login(user: User, options?: CallOptions): Promise<Answer>
  readonly clock: Clock & { now: number }
}

export interface CallOptions {
  readonly bearer?: string
  readonly cookie?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly ip?: string
}

export const operator = 'operator-token-of-at-least-32-characters'

/** An app on memory stores, with a first factor that believes everybody and a second one that knows the code 000000. */
export function createHarness(
  options: Partial<SignInOptions> & {
    allowLoopbackMint?: boolean
    lifetimeSecs?: number
    maxAgeSecs?: number
    factorFor?: (userId: string) => boolean
    reauthMethods?: readonly ReauthMethod[]
  } = {},
): Harness {
  const clock = Object.assign(() => clock.now, { now: 1_800_000_000 })
  const stores = openTestStores()
  const cookies = createAuthCookies()
  const events: AuthEvent[] = []
  const onEvent = (event: AuthEvent): void => void events.push(event)
  const {
    lifetimeSecs,
    maxAgeSecs,
    allowLoopbackMint = false,
    factorFor = () => false,
    reauthMethods = [],
    ...signInOptions
  } = options
  const sessions = createSessions({
    store: stores.sessions,
    cookie: cookies.session,
    clock,
    ...(lifetimeSecs === undefined ? {} : { lifetimeSecs }),
    ...(maxAgeSecs === undefined ? {} : { maxAgeSecs }),
  })
  const factor: SecondFactor = { name: 'fake', isOwed: async userId => factorFor(userId) }
  const signIn = createSignIn({
    stores,
    sessions,
    secondFactors: [factor],
    challengeCookie: cookies.challenge,
    knownDevices: createKnownDevices({ cookie: cookies.knownDevice, secret: 'secret of the harness' }),
    clock,
    onEvent,
    ...signInOptions,
  })
  const app = createApp({
    authenticators: [adminToken(operator), sessions.authenticator],
    flows: [
      sessionFlow({ reauthMethods, stores, sessions, signIn, allowLoopbackMint, clock, onEvent }),
      { name: 'fake', routes: [believeRoute(stores, signIn), fakeFactorRoute(signIn)] },
    ],
    clock,
  })

  async function call(
    method: string,
    path: string,
    { bearer, cookie, body, headers, ip = '203.0.113.9' }: CallOptions = {},
  ): Promise<Answer> {
    const response = await app.fetch(
      new Request(`http://app/api/auth${path}`, {
        method,
        headers: {
          ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
          ...(cookie === undefined ? {} : { Cookie: cookie }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
      { ip },
    )
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }

  let count = 0
  async function addUser(change: Partial<User> = {}): Promise<User> {
    count += 1
    const user: User = {
      id: `usr_${count}`,
      email: `user${count}@example.com`,
      isEmailVerified: false,
      displayName: null,
      roles: [],
      isBanned: false,
      authVersion: 1,
      createdAt: clock(),
      updatedAt: clock(),
      ...change,
    }
    await stores.users.insert(user)
    return user
  }

  const login = (user: User, callOptions: CallOptions = {}): Promise<Answer> =>
    call('POST', '/believe', { ...callOptions, body: { user_id: user.id } })

  return { app, stores, sessions, signIn, cookies, events, call, addUser, login, clock }
}

function believeRoute(stores: StoreBundle, signIn: SignIn): Route {
  return {
    method: 'POST',
    path: '/believe',
    auth: 'anyone',
    async handle(ctx) {
      const { user_id } = await ctx.json()
      const user = await stores.users.findById(String(user_id))
      if (user === null) throw new PylonError('INVALID_CREDENTIALS', 401, 'no such user')
      return signIn.reply(ctx, await signIn.start(user, { ctx, amr: ['pwd'] }), 200)
    },
  }
}

function fakeFactorRoute(signIn: SignIn): Route {
  return {
    method: 'POST',
    path: '/fake-factor',
    auth: 'challenge',
    async handle(ctx) {
      const challenge = signIn.challengeFrom(ctx) ?? ''
      const tried = await signIn.tryChallenge(challenge)
      if (tried === 'burned') throw new PylonError('TOO_MANY_ATTEMPTS', 429, 'too many')
      const { code } = await ctx.json()
      if (tried === null || tried.pending !== 'second_factor')
        throw new PylonError('INVALID_CHALLENGE', 401, 'no challenge')
      if (code !== '000000') throw new PylonError('INVALID_CODE', 401, 'wrong')
      const result = await signIn.finish(challenge, { ctx, amr: ['otp', 'mfa'] })
      if (result === null) throw new PylonError('INVALID_CHALLENGE', 401, 'no challenge')
      return signIn.reply(ctx, result, 200)
    },
  }
}
