import {
  adminToken,
  createApp,
  createSessions,
  createSignIn,
  newUser,
  type StoreBundle,
  sessionFlow,
  type User,
} from '@pylon/core'
import { accountFlow, adminRoutes } from '../src/flow/index.ts'
import { openTestStores } from './test-stores.ts'

export interface Answer {
  readonly outcome: string
  // biome-ignore lint/suspicious/noExplicitAny: what a route answered, looked at by name
  readonly body: any
}

export interface Harness {
  readonly stores: StoreBundle
  readonly clock: { (): number; now: number }
  readonly events: { readonly name: string; readonly userId: string | null }[]
  call(method: string, path: string, options?: { readonly bearer?: string; readonly body?: unknown }): Promise<Answer>
  /** By the admin token, below `/api/admin`. */
  admin(method: string, path: string, body?: unknown): Promise<Answer>
  addUser(name: string, change?: Partial<User>): Promise<{ readonly user: User; readonly token: string }>
  /** Gives a user one of everything. */
  furnish(userId: string): Promise<void>
}

const operator = 'operator-token-of-at-least-32-characters'

export function createHarness(): Harness {
  const clock = Object.assign((): number => clock.now, { now: 1_800_000_000 })
  const stores = openTestStores()
  const sessions = createSessions({ store: stores.sessions, clock })
  const signIn = createSignIn({ stores, sessions, clock })
  const events: Harness['events'] = []
  const onEvent = (event: Harness['events'][number]): void => void events.push(event)
  const app = createApp({
    authenticators: [adminToken(operator), sessions.authenticator],
    flows: [sessionFlow({ stores, sessions, signIn, clock }), accountFlow({ stores, sessions, clock, onEvent })],
    routes: adminRoutes({ stores, sessions, clock, onEvent }),
    clock,
  })

  async function send(method: string, url: string, bearer: string | undefined, body: unknown): Promise<Answer> {
    const headers = {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
    }
    const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const response = await app.fetch(new Request(`http://app${url}`, request))
    const answer = (await response.json()) as Answer['body']
    return { outcome: `${response.status}${answer.error ? ` ${answer.error.code}` : ''}`, body: answer }
  }

  const addUser: Harness['addUser'] = async (name, change = {}) => {
    const made = newUser({ email: `${name}@example.com`, isEmailVerified: true, displayName: name }, clock())
    const user = { ...made, id: `usr_${name}`, ...change }
    await stores.users.insert(user)
    const ctx = { ip: '', header: () => null, cookie: () => null } as never // all that making a session looks at
    const { token } = await sessions.create(ctx, { userId: user.id, roles: user.roles, amr: ['pwd'] })
    return { user, token }
  }

  const furnish: Harness['furnish'] = async userId => {
    const now = clock()
    await stores.credentials.put({ userId, kind: 'password', value: 'x', step: 0, updatedAt: now })
    await stores.credentials.put({ userId, kind: 'totp', value: 'x', step: 0, updatedAt: now })
    const tokens = { accessToken: null, refreshToken: null, idToken: null, scope: null }
    const ends = { accessTokenExpiresAt: null, refreshTokenExpiresAt: null }
    const account = { id: `acc_${userId}`, userId, providerId: 'github', accountId: userId, email: null }
    await stores.accounts.link({ ...account, ...tokens, ...ends, createdAt: now, updatedAt: now })
    const hashes = { secretHash: 'hash', previousHash: null, previousExpiresAt: 0 }
    const key = { id: `key_${userId}`, userId, name: null, prefix: 'pk', scopes: null, lastUsedAt: null, ...hashes }
    await stores.apiKeys.insert({ ...key, createdAt: now, expiresAt: 0 })
  }

  return {
    stores,
    clock,
    events,
    call: (method, path, { bearer, body } = {}) => send(method, `/api/auth${path}`, bearer, body),
    admin: (method, path, body) => send(method, `/api/admin${path}`, operator, body),
    addUser,
    furnish,
  }
}
