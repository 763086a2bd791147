import {
  type App,
  type AuthEvent,
  type Authenticator,
  anonymous,
  type Clock,
  createApp,
  createAuthCookies,
  createKeys,
  createSessions,
  createSignIn,
  type Keys,
  type Mail,
  type Mailer,
  newUser,
  type ReauthMethod,
  type Route,
  type Sessions,
  type SignInOptions,
  type StoreBundle,
  sessionFlow,
  storeUnavailable,
  type User,
} from '@pylon/core'
import { emailCodeReauth, type MagicCodeFlowOptions, magicCodeFlow } from '../src/flow/index.ts'
import { openTestStores } from './test-stores.ts'

export interface CallOptions {
  readonly body?: unknown
  readonly bearer?: string
  readonly cookie?: string
  readonly headers?: Record<string, string>
  readonly method?: string
}

export interface Answer {
  /** `200`, or `401 INVALID_CODE`. */
  readonly outcome: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect to be there
  readonly body: any
}

export interface HarnessOptions
  extends Partial<Pick<MagicCodeFlowOptions, 'isDevMode' | 'trustedOrigins' | 'publicUrl' | 'passwordCheck'>>,
    Pick<SignInOptions, 'requireEmailVerified'> {
  readonly hasMailer?: boolean
  readonly hasSecondFactor?: (userId: string) => boolean
  /** Stands between the app and its stores. */
  readonly wrapStores?: (stores: StoreBundle) => StoreBundle
}

export const email = 'ada@example.com'

export interface Harness {
  readonly app: App
  /** Those behind `wrapStores`. */
  readonly stores: StoreBundle
  readonly sessions: Sessions
  readonly keys: Keys
  readonly clock: Clock & { now: number }
  readonly events: AuthEvent[]
  readonly mails: Mail[]
  /** While it is on, no mail is taken in. */
  readonly outage: { isOn: boolean }
  call(path: string, options?: CallOptions): Promise<Answer>
  addUser(change?: Partial<User>): Promise<User>
  /** As after a right password: a session token, or a challenge's. */
  login(user: User): Promise<string>
  sendCode(address?: string): Promise<Answer>
  verifyCode(code: string, options?: CallOptions & { address?: string }): Promise<Answer>
  /** Of the last mail. */
  lastCode(): string
  /** Of the last mail of that template. */
  lastToken(template: string): string
  named(name: string): AuthEvent[]
}

/** An app with this flow, the core's session routes, and a mailer that remembers. */
export function createHarness({
  hasMailer = true,
  hasSecondFactor = () => false,
  requireEmailVerified = false,
  wrapStores = stores => stores,
  ...flowOptions
}: HarnessOptions = {}): Harness {
  const clock = Object.assign(() => clock.now, { now: 1_800_000_000 })
  const plainStores = openTestStores()
  const stores = wrapStores(plainStores)
  const cookies = createAuthCookies()
  const keys = createKeys({ secret: 'a secret of the tests' })
  const events: AuthEvent[] = []
  const onEvent = (event: AuthEvent): void => void events.push(event)
  const sessions = createSessions({ store: stores.sessions, cookie: cookies.session, clock })
  const secondFactors = [{ name: 'stub', isOwed: async (userId: string) => hasSecondFactor(userId) }]
  const challengeCookie = cookies.challenge
  const signIn = createSignIn({
    ...{ stores, sessions, secondFactors, challengeCookie, requireEmailVerified, clock, onEvent },
  })
  const { mailer, mails, outage } = recordingMailer()
  const reauthMethods = [emailCodeReauth({ stores, keys, clock, onEvent })]
  const firstFactor: Route = {
    method: 'POST',
    path: '/password-of/:id',
    auth: 'anyone',
    async handle(ctx) {
      const user = await stores.users.findById(ctx.params.id ?? '')
      return signIn.reply(ctx, await signIn.start(user ?? fail('no such user'), { ctx, amr: ['pwd'] }), 200)
    },
  }
  const app = createApp({
    authenticators: [keyAuthenticator, sessions.authenticator],
    flows: [
      { name: 'first-factor', routes: [firstFactor] },
      sessionFlow({ stores, sessions, signIn, reauthMethods, clock, onEvent }),
      magicCodeFlow({
        publicUrl: 'https://id.example.com',
        ...{ stores, sessions, signIn, keys, clock, onEvent },
        mailer: hasMailer ? mailer : null,
        ...flowOptions,
      }),
    ],
    clock,
  })

  async function call(path: string, options: CallOptions = {}): Promise<Answer> {
    const { body, bearer, cookie, headers = {}, method = 'POST' } = options
    const request = new Request(`http://app.internal/api/auth${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
        ...(cookie === undefined ? {} : { Cookie: cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const response = await app.fetch(request, { ip: '203.0.113.9' })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    const answer = isJson ? JSON.parse(text) : null
    const code = answer?.error === undefined ? '' : ` ${answer.error.code}`
    return {
      outcome: `${response.status}${code}`,
      status: response.status,
      headers: response.headers,
      text,
      body: answer,
    }
  }

  async function addUser(change: Partial<User> = {}): Promise<User> {
    const user = { ...newUser({ email, isEmailVerified: true, displayName: null }, clock.now), ...change }
    await plainStores.users.insert(user)
    return user
  }

  async function login(user: User): Promise<string> {
    const { body } = await call(`/password-of/${user.id}`)
    return body.token ?? body.challenge
  }

  const sendCode = (address = email): Promise<Answer> => call('/magic/send', { body: { email: address } })
  const verifyCode = (code: string, options: CallOptions & { address?: string } = {}): Promise<Answer> =>
    call('/magic/verify', { ...options, body: { email: options.address ?? email, code } })

  const lastCode = (): string => mails.at(-1)?.values.code ?? fail('the last mail has no code')
  const lastToken = (template: string): string => {
    const mail = mails.findLast(each => each.template === template)
    return new URL(mail?.values.url ?? fail(`no ${template} was sent`)).searchParams.get('token') ?? ''
  }
  const named = (name: string): AuthEvent[] => events.filter(event => event.name === name)
  return {
    ...{ app, stores: plainStores, sessions, keys, clock, events, mails, outage },
    ...{ call, addUser, login, sendCode, verifyCode, lastCode, lastToken, named },
  }
}

/** Another code than this one. */
export const wrong = (code: string, by = 1): string => String((Number(code) + by) % 1_000_000).padStart(6, '0')

/** Knows the password `right`. */
export const passwordCheck: ReauthMethod = {
  field: 'password',
  verify: async (_ctx, _user, proof) => (proof === 'right' ? ['pwd'] : null),
}

export function outcomes(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { outcome } of answers) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

export const times = <T>(count: number, attempt: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => attempt(at)))

function recordingMailer(): Pick<Harness, 'mails' | 'outage'> & { readonly mailer: Mailer } {
  const mails: Mail[] = []
  const outage = { isOn: false }
  const mailer: Mailer = {
    async enqueue(mail) {
      if (outage.isOn) throw storeUnavailable(new Error('the outbox is away'))
      mails.push(mail)
    },
  }
  return { mailer, mails, outage }
}

/** A stand-in for API keys and JWTs: the bearers `pk.<userId>` and `jwt.<userId>`. */
const keyAuthenticator: Authenticator = {
  name: 'stand-in',
  async authenticate(ctx) {
    const [kind, userId = ''] = (ctx.header('authorization') ?? '').replace('Bearer ', '').split('.')
    if (kind === 'pk') return { ...anonymous, via: 'api-key', userId, apiKeyId: 'key' }
    return kind === 'jwt' ? { ...anonymous, via: 'jwt', userId } : null
  },
}

function fail(message: string): never {
  throw new Error(message)
}
