import {
  type App,
  type AuthEvent,
  type Clock,
  createApp,
  createAuthCookies,
  createKeys,
  createSessions,
  createSignIn,
  FieldReader,
  type Flow,
  type Keys,
  type SignIn,
  type StoreBundle,
  sessionFlow,
  type User,
} from '@pylon/core'
import { totpFlow } from '../src/flow/index.ts'
import { createTotp, generateTotpCode, type Totp, type TotpOptions } from '../src/index.ts'
import { openTestStores } from './test-stores.ts'

export interface Answer {
  readonly outcome: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect to be there
  readonly body: any
  readonly headers: Headers
  /** Name → value of the cookies it sets; empty for those it clears. */
  readonly cookies: Readonly<Record<string, string>>
}

export interface CallOptions {
  readonly bearer?: string
  readonly cookie?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface HarnessOptions extends Partial<Pick<TotpOptions, 'digits' | 'algorithm' | 'periodSecs' | 'window'>> {
  readonly stores?: StoreBundle
  readonly keys?: Keys
  readonly clock?: Clock & { now: number }
  readonly hasCookies?: boolean
  readonly requireEmailVerified?: boolean
}

export interface Enrolled {
  readonly user: User
  /** Of a fresh session. */
  readonly bearer: string
  readonly secret: string
  readonly backupCodes: readonly string[]
}

export interface Harness {
  readonly app: App
  readonly stores: StoreBundle
  readonly totp: Totp
  readonly keys: Keys
  readonly clock: Clock & { now: number }
  readonly events: AuthEvent[]
  post(path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  send(method: string, path: string, options?: CallOptions): Promise<Answer>
  addUser(change?: Partial<User>): Promise<User>
  /** As after a right first factor. */
  begin(user: User, options?: CallOptions): Promise<Answer>
  /** A user who is signed in, with TOTP on; the clock is past the step of the first code. */
  enroll(change?: Partial<User>): Promise<Enrolled>
  /** The code of now, or of so many steps later. */
  codeOf(secret: string, steps?: number): string
}

export const someSecret = 'a long random application secret'

/** An app whose first factor believes everybody, and whose second one is TOTP. */
export function createHarness(options: HarnessOptions = {}): Harness {
  const { stores = openTestStores(), keys = createKeys({ secret: someSecret }), hasCookies = true } = options
  const { clock = testClock(), requireEmailVerified = false, ...parameters } = options
  const events: AuthEvent[] = []
  const onEvent = (event: AuthEvent): void => void events.push(event)
  const cookies = hasCookies ? createAuthCookies() : null
  const sessions = createSessions({ store: stores.sessions, cookie: cookies?.session ?? null, clock })
  const trustedDeviceCookie = cookies?.trustedDevice ?? null
  const totp = createTotp({ ...totpParameters(parameters), stores, keys, issuer: 'Acme', trustedDeviceCookie, clock })
  const challengeCookie = cookies?.challenge ?? null
  const secondFactors = [totp.secondFactor]
  const signIn = createSignIn({
    stores,
    sessions,
    secondFactors,
    requireEmailVerified,
    challengeCookie,
    clock,
    onEvent,
  })
  const app = createApp({
    authenticators: [sessions.authenticator],
    flows: [
      sessionFlow({ stores, sessions, signIn, reauthMethods: [totp.reauth], clock, onEvent }),
      totpFlow({ totp, signIn, clock, onEvent }),
      believingFlow(stores, signIn),
    ],
    clock,
  })

  async function send(method: string, path: string, { bearer, cookie, headers }: CallOptions = {}, body?: unknown) {
    const response = await app.fetch(
      new Request(`http://app/api/auth/${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
          ...(cookie === undefined ? {} : { Cookie: cookie }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
      { ip: '203.0.113.9' },
    )
    return toAnswer(response)
  }

  async function addUser(change: Partial<User> = {}): Promise<User> {
    const user = testUser(change)
    await stores.users.insert(user)
    return user
  }

  const post = (path: string, body?: unknown, call: CallOptions = {}): Promise<Answer> => send('POST', path, call, body)

  const begin = (user: User, call: CallOptions = {}): Promise<Answer> => post('first', { user_id: user.id }, call)

  async function enroll(change: Partial<User> = {}): Promise<Enrolled> {
    const user = await addUser(change)
    const bearer: string = (await begin(user)).body.token
    const { secret } = (await post('totp/setup', {}, { bearer })).body
    const verified = await post('totp/verify', { code: codeOf(secret) }, { bearer })
    clock.now += 30
    return { user, bearer, secret, backupCodes: verified.body.backup_codes }
  }

  const codeOf = (secret: string, steps = 0): string =>
    generateTotpCode({
      ...totpParameters(parameters),
      secret,
      now: clock.now + steps * (parameters.periodSecs ?? 30),
    })

  return { app, stores, totp, keys, clock, events, post, send, addUser, begin, enroll, codeOf }
}

export const testClock = (): Clock & { now: number } => {
  const clock = Object.assign((): number => clock.now, { now: 1_800_000_000 })
  return clock
}

/** What a wrong code looks like, whatever the right one is. */
export const wrongCode = (right: string): string =>
  String((Number(right) + 1) % 10 ** right.length).padStart(right.length, '0')

let users = 0

function testUser(change: Partial<User>): User {
  users += 1
  return {
    id: `usr_${users}`,
    email: `user${users}@example.com`,
    isEmailVerified: true,
    displayName: null,
    roles: [],
    isBanned: false,
    authVersion: 1,
    createdAt: 1,
    updatedAt: 1,
    ...change,
  }
}

function totpParameters({ digits, algorithm, periodSecs, window }: HarnessOptions): Partial<TotpOptions> {
  return {
    ...(digits === undefined ? {} : { digits }),
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(periodSecs === undefined ? {} : { periodSecs }),
    ...(window === undefined ? {} : { window }),
  }
}

/** `POST /first`: a first factor that believes everybody. */
function believingFlow(stores: StoreBundle, signIn: SignIn): Flow {
  return {
    name: 'believing',
    routes: [
      {
        method: 'POST',
        path: '/first',
        auth: 'anyone',
        async handle(ctx) {
          const fields = new FieldReader(await ctx.json())
          const user = await stores.users.findById(fields.string('user_id'))
          if (user === null) throw new Error('no such user')
          return signIn.reply(ctx, await signIn.start(user, { ctx, amr: ['pwd'] }), 200)
        },
      },
    ],
  }
}

async function toAnswer(response: Response): Promise<Answer> {
  const body = (await response.json()) as Answer['body']
  return {
    outcome: `${response.status}${body.error ? ` ${body.error.code}` : ''}`,
    body,
    headers: response.headers,
    cookies: Object.fromEntries(
      response.headers.getSetCookie().map(cookie => cookie.split(';', 1)[0]?.split('=', 2) ?? []),
    ),
  }
}
