import { createApp, createSessions, createSignIn, newUser, sessionFlow, type User } from '@pylon/core'
import { expect, it } from 'vitest'
import { apiKeyFlow } from '../src/flow/index.ts'
import { type ApiKeysOptions, createApiKeys } from '../src/index.ts'
import { openTestStores } from './test-stores.ts'

interface Call {
  readonly bearer?: string
  readonly body?: unknown
}

type Answer = Record<string, unknown> & { readonly error?: { readonly code: string } }

async function createHarness(options: Partial<ApiKeysOptions> = {}) {
  const clock = Object.assign(() => clock.now, { now: 1_800_000_000 })
  const stores = openTestStores()
  const sessions = createSessions({ store: stores.sessions, clock })
  const signIn = createSignIn({ stores, sessions, clock })
  const apiKeys = createApiKeys({ stores, clock, ...options })
  const events: { name: string; data: unknown }[] = []
  const app = createApp({
    authenticators: [apiKeys.authenticator, sessions.authenticator],
    flows: [
      sessionFlow({ stores, sessions, signIn, clock }),
      apiKeyFlow({ apiKeys, clock, onEvent: ({ name, data }) => void events.push({ name, data }) }),
    ],
    clock,
  })

  async function call(method: string, path: string, { bearer, body }: Call = {}) {
    const headers = {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
    }
    const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const response = await app.fetch(new Request(`http://app/api/auth${path}`, request))
    const answer = (await response.json()) as Answer
    return { outcome: `${response.status}${answer.error ? ` ${answer.error.code}` : ''}`, body: answer }
  }

  async function signedIn(change: Partial<User> = {}) {
    const email = `${change.id ?? 'ada'}@example.com`
    const user = { ...newUser({ email, isEmailVerified: true, displayName: null }, clock()), ...change }
    await stores.users.insert(user)
    const ctx = { ip: '', header: () => null, cookie: () => null } as never // all that making a session looks at
    const { token } = await sessions.create(ctx, { userId: user.id, roles: user.roles, amr: ['pwd'] })
    return { user, token }
  }

  async function withKey(body: object = {}) {
    const { user, token } = await signedIn({ roles: ['editor'] })
    const created = (await call('POST', '/api-keys', { bearer: token, body })).body
    return { user, token, key: String(created.key), id: String(created.id), created }
  }
  return { stores, clock, apiKeys, events, call, signedIn, withKey }
}

it('makes a key, shows it once, and acts as its owner with it', async () => {
  const { call, withKey, events, stores } = await createHarness()
  const { user, token, key, id, created } = await withKey({ name: 'deploy', scopes: ['docs:read'] })
  expect(created).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    key: expect.stringMatching(/^pk\.[0-9a-f]{32}\.[0-9a-f]{64}$/),
    prefix: key.slice(0, 11),
    name: 'deploy',
    scopes: ['docs:read'],
    created_at: 1_800_000_000,
    expires_at: 1_800_000_000 + 90 * 86_400,
  })
  expect((await call('GET', '/me', { bearer: key })).body).toEqual({
    user_id: user.id,
    is_admin: false,
    is_guest: false,
    roles: ['editor'],
    tenant_id: null,
    session_id: null,
    api_key_id: id,
    scopes: ['docs:read'],
    amr: [],
  })
  const { key: _, ...listed } = created
  expect((await call('GET', '/api-keys', { bearer: token })).body).toEqual([{ ...listed, last_used_at: null }])
  expect(JSON.stringify([await stores.apiKeys.find(id, 0), events])).not.toContain(key.slice(-64))
})

it('no key opens the routes for keys, nor mints another', async () => {
  const { call, withKey } = await createHarness()
  const { key, id } = await withKey({ scopes: ['*'] })
  for (const [method, path] of [
    ['POST', '/api-keys'],
    ['GET', '/api-keys'],
    ['POST', `/api-keys/${id}/rotate`],
    ['DELETE', `/api-keys/${id}`],
  ] as const) {
    expect((await call(method, path, { bearer: key })).outcome).toBe('403 API_KEY_AUTH_FORBIDDEN')
    expect((await call(method, path)).outcome).toBe('401 AUTH_REQUIRED')
  }
})

it('a body cannot name whose key it is', async () => {
  const { call, signedIn, stores, clock } = await createHarness()
  const victim = await signedIn({ id: 'usr_victim' })
  const { token, user } = await signedIn({ id: 'usr_eve' })
  await call('POST', '/api-keys', { bearer: token, body: { user_id: victim.user.id, userId: victim.user.id } })
  expect(await stores.apiKeys.listByUser(victim.user.id, clock())).toEqual([])
  expect(await stores.apiKeys.listByUser(user.id, clock())).toHaveLength(1)
})

it.each([
  [{ name: 5 }],
  [{ name: 'x'.repeat(101) }],
  [{ name: 'a\nb' }],
  [{ scopes: 'docs' }],
  [{ scopes: [5] }],
  [{ scopes: ['a b'] }],
  [{ scopes: Array.from({ length: 101 }, () => 'x') }],
  [{ expires_at: 1_799_999_999 }],
  [{ expires_at: 'tomorrow' }],
  [{ expires_at: 1.5 }],
  [{ expires_at: -1 }],
])('refuses to make %j', async body => {
  const { call, signedIn } = await createHarness()
  const { token } = await signedIn()
  expect((await call('POST', '/api-keys', { bearer: token, body })).outcome).toBe('400 INVALID_REQUEST')
})

it.each([
  'pk.',
  'pk.x',
  'pk..',
  `pk.${'0'.repeat(32)}.${'0'.repeat(64)}`,
  `pk.${'0'.repeat(32)}.${'0'.repeat(63)}`,
  `pk.${'g'.repeat(32)}.${'0'.repeat(64)}`,
  `pk.${'0'.repeat(32)}.${'0'.repeat(64)}.x`,
  `pk.${'0'.repeat(100_000)}`,
])('refuses %.50s as a key, whatever the route', async bearer => {
  const { call } = await createHarness()
  expect((await call('GET', '/me', { bearer })).outcome).toBe('401 INVALID_API_KEY')
})

it('refuses another secret under a right id', async () => {
  const { call, withKey } = await createHarness()
  const { key } = await withKey()
  const wrong = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')
  expect((await call('GET', '/me', { bearer: wrong })).outcome).toBe('401 INVALID_API_KEY')
})

it('ends with its time, and a clock set back does not revive it', async () => {
  const { call, withKey, clock } = await createHarness()
  const { key } = await withKey({ expires_at: 1_800_000_100 })
  clock.now += 99
  expect((await call('GET', '/me', { bearer: key })).outcome).toBe('200')
  clock.now += 1
  expect((await call('GET', '/me', { bearer: key })).outcome).toBe('401 INVALID_API_KEY')
  clock.now -= 50
  expect((await call('GET', '/me', { bearer: key })).outcome).toBe('401 INVALID_API_KEY')
})

it('never ends when told so, by the owner or by the default', async () => {
  const own = await (await createHarness()).withKey({ expires_at: 0 })
  const byDefault = await (await createHarness({ defaultLifetimeDays: null })).withKey()
  expect([own.created.expires_at, byDefault.created.expires_at]).toEqual([0, 0])
})

it('rotation: the old secret counts until the grace ends, and a second rotation ends it at once', async () => {
  const { call, withKey, clock } = await createHarness()
  const { token, key, id } = await withKey()
  const meWith = async (bearer: string) => (await call('GET', '/me', { bearer })).outcome
  const rotate = async (body?: object) =>
    String(
      (await call('POST', `/api-keys/${id}/rotate`, { bearer: token, ...(body === undefined ? {} : { body }) })).body
        .key,
    )

  const second = await rotate({ grace_secs: 60 })
  expect([await meWith(key), await meWith(second)]).toEqual(['200', '200'])
  clock.now += 60
  expect([await meWith(key), await meWith(second)]).toEqual(['401 INVALID_API_KEY', '200'])
  const third = await rotate({ grace_secs: 60 })
  const fourth = await rotate()
  expect([await meWith(second), await meWith(third), await meWith(fourth)]).toEqual([
    '401 INVALID_API_KEY',
    '401 INVALID_API_KEY',
    '200',
  ])
  for (const grace_secs of [-1, 86_401, 1.5, '60']) {
    const answer = await call('POST', `/api-keys/${id}/rotate`, { bearer: token, body: { grace_secs } })
    expect(answer.outcome).toBe('400 INVALID_REQUEST')
  }
})

it('somebody else’s key is not found: neither rotated nor revoked', async () => {
  const { call, withKey, signedIn } = await createHarness()
  const { key, id, token } = await withKey()
  const eve = await signedIn({ id: 'usr_eve' })
  expect((await call('POST', `/api-keys/${id}/rotate`, { bearer: eve.token })).outcome).toBe('404 API_KEY_NOT_FOUND')
  expect((await call('DELETE', `/api-keys/${id}`, { bearer: eve.token })).outcome).toBe('404 API_KEY_NOT_FOUND')
  expect((await call('GET', '/me', { bearer: key })).outcome).toBe('200')
  expect((await call('DELETE', `/api-keys/${id}`, { bearer: token })).outcome).toBe('200')
  expect((await call('DELETE', `/api-keys/${id}`, { bearer: token })).outcome).toBe('404 API_KEY_NOT_FOUND')
  expect((await call('GET', '/me', { bearer: key })).outcome).toBe('401 INVALID_API_KEY')
})

it('reaches no further than its owner does now', async () => {
  const { call, withKey, stores, clock } = await createHarness()
  const { user, key } = await withKey()
  await stores.users.update(user.id, { roles: [] }, false, clock())
  expect((await call('GET', '/me', { bearer: key })).body.roles).toEqual([])
  await stores.users.update(user.id, { isBanned: true }, true, clock())
  expect((await call('GET', '/me', { bearer: key })).outcome).toBe('401 INVALID_API_KEY')
  await stores.users.update(user.id, { isBanned: false }, false, clock())
  expect((await call('GET', '/me', { bearer: key })).outcome).toBe('200')
  await stores.users.delete(user.id)
  expect((await call('GET', '/me', { bearer: key })).outcome).toBe('401 INVALID_API_KEY')
})

it('keeps the limit when keys are made in parallel', async () => {
  const { call, signedIn } = await createHarness({ maxPerUser: 3 })
  const { token } = await signedIn()
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => call('POST', '/api-keys', { bearer: token, body: {} })),
  )
  expect(answers.filter(answer => answer.outcome === '201')).toHaveLength(3)
  expect(answers.filter(answer => answer.outcome === '400 TOO_MANY_API_KEYS')).toHaveLength(7)
})

it('tells when a key was last used, once a minute at most', async () => {
  const { call, withKey, apiKeys, stores, clock } = await createHarness()
  const { key, id } = await withKey()
  const lastUsed = async () => (await stores.apiKeys.find(id, clock()))?.lastUsedAt
  await call('GET', '/me', { bearer: key })
  await apiKeys.flush()
  expect(await lastUsed()).toBe(1_800_000_000)
  clock.now += 59
  await call('GET', '/me', { bearer: key })
  await apiKeys.flush()
  expect(await lastUsed()).toBe(1_800_000_000)
  clock.now += 1
  await call('GET', '/me', { bearer: key })
  await apiKeys.flush()
  expect(await lastUsed()).toBe(1_800_000_060)
})

it('needs a proof of identity of the last 15 minutes to make a key', async () => {
  const { call, signedIn, clock } = await createHarness()
  const { token } = await signedIn()
  clock.now += 901
  expect((await call('POST', '/api-keys', { bearer: token, body: {} })).outcome).toBe('403 REAUTH_REQUIRED')
})

it('refuses options that make no keys', async () => {
  const stores = openTestStores()
  expect(() => createApiKeys({ stores, prefix: '', defaultLifetimeDays: 0, maxPerUser: 0 })).toThrow(
    /prefix.*defaultLifetimeDays.*maxPerUser/s,
  )
})
