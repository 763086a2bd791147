import { scryptSync } from 'node:crypto'
import { createApp, createAuthCookies, createKnownDevices, createSessions, createSignIn, type Mail } from '@pylon/core'
import { expect, it } from 'vitest'
import { passwordFlow } from '../src/flow/index.ts'
import { createPasswords } from '../src/index.ts'
import { openTestStores } from './test-stores.ts'

interface CallOptions {
  readonly body?: unknown
  readonly bearer?: string
  readonly cookie?: string
  readonly ip?: string
}

/** Cheap hashes: these tests are about the flow. */
function createHarness({ memoryCostKib = 8, maxQueued = 256 } = {}) {
  const clock = Object.assign(() => clock.now, { now: 1_800_000_000 })
  const stores = openTestStores()
  const cookies = createAuthCookies()
  const events: string[] = []
  const onEvent = (event: { name: string }): void => void events.push(event.name)
  const sessions = createSessions({ store: stores.sessions, cookie: cookies.session, clock })
  const knownDevices = createKnownDevices({ cookie: cookies.knownDevice, secret: 'secret' })
  const mails: Mail[] = []
  const mailer = { enqueue: async (mail: Mail) => void mails.push(mail) }
  const signIn = createSignIn({ stores, sessions, knownDevices, mailer, clock, onEvent })
  const passwords = createPasswords({ memoryCostKib, timeCost: 1, maxConcurrent: 2, maxQueued })
  const breachCheck = { isBreached: async (password: string) => password === 'breached horse battery' }
  const app = createApp({
    authenticators: [sessions.authenticator],
    flows: [passwordFlow({ stores, sessions, signIn, passwords, knownDevices, breachCheck, clock, onEvent })],
    clock,
  })

  async function call(path: string, { body, bearer, cookie, ip = '203.0.113.9' }: CallOptions) {
    const response = await app.fetch(
      new Request(`http://app/api/auth/password/${path}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
          ...(cookie === undefined ? {} : { Cookie: cookie }),
        },
        body: JSON.stringify(body),
      }),
      { ip },
    )
    const answer = (await response.json()) as Record<string, never> & { error?: { code: string } }
    return {
      outcome: `${response.status}${answer.error ? ` ${answer.error.code}` : ''}`,
      body: answer,
      headers: response.headers,
    }
  }

  const register = (email = 'ada@example.com', password = 'correct horse battery') =>
    call('register', { body: { email, password } })
  const login = (password: string, options: Partial<CallOptions> & { email?: string } = {}) =>
    call('login', { body: { email: options.email ?? 'ada@example.com', password }, ...options })
  return { stores, sessions, clock, events, mails, call, register, login, passwords }
}

const right = 'correct horse battery'

it('registers with a grant, and signs in again under the same user', async () => {
  const { register, login } = createHarness()
  const registered = await register(' Ada@Example.COM ')
  expect(registered.outcome).toBe('201')
  expect(registered.body).toEqual({
    token: expect.stringMatching(/^pylon_[0-9a-f]{64}$/),
    user_id: expect.stringMatching(/^usr_/),
    expires_at: 1_802_592_000,
  })
  expect(registered.headers.get('set-cookie')).toContain('__Host-pylon_session=pylon_')
  const again = await login(right)
  expect([again.outcome, again.body.user_id]).toEqual(['200', registered.body.user_id])
})

it('tells by mail of a login from a new device, and not of the registration itself', async () => {
  const { register, login, mails } = createHarness()
  await register()
  await login(right)
  expect(mails).toEqual([])
  await login(right, { ip: '198.51.100.7' })
  expect(mails.map(({ to, template }) => [to, template])).toEqual([['ada@example.com', 'new_device']])
})

it.each([
  [{}, '400 MISSING_EMAIL'],
  [{ email: 'ada@example.com' }, '400 MISSING_PASSWORD'],
  [{ email: 'ada', password: right }, '400 INVALID_EMAIL'],
  [{ email: 'ada@example.com,eve@example.com', password: right }, '400 INVALID_EMAIL'],
  [{ email: 5, password: right }, '400 INVALID_REQUEST'],
  [{ email: 'ada@example.com', password: ['x'] }, '400 INVALID_REQUEST'],
  [{ email: 'ada@example.com', password: 'a\ud800bcdefgh' }, '400 INVALID_REQUEST'],
  [{ email: 'ada@example.com', password: 'short77' }, '400 WEAK_PASSWORD'],
  [{ email: 'ada@example.com', password: 'x'.repeat(1025) }, '400 WEAK_PASSWORD'],
  [{ email: 'ada@example.com', password: 'password123' }, '400 WEAK_PASSWORD'],
  [{ email: 'ada@example.com', password: 'ada@example.com' }, '400 WEAK_PASSWORD'],
  [{ email: 'ada@example.com', password: 'breached horse battery' }, '400 PWNED_PASSWORD'],
  [{ email: 'ada@example.com', password: right, display_name: 'x'.repeat(201) }, '400 INVALID_REQUEST'],
  [{ email: 'ada@example.com', password: right, display_name: 'a\nb' }, '400 INVALID_REQUEST'],
])('refuses to register %j', async (body, outcome) => {
  const { call, stores } = createHarness()
  expect((await call('register', { body })).outcome).toBe(outcome)
  expect((await stores.users.list('', 10, null)).users).toEqual([])
})

it('lets no body set what it does not list', async () => {
  const { call, stores } = createHarness()
  const extra = {
    roles: ['admin'],
    is_admin: true,
    email_verified: true,
    user_id: 'usr_mine',
    id: 'usr_mine',
    isEmailVerified: true,
  }
  await call('register', { body: { email: 'ada@example.com', password: right, display_name: 'Ada', ...extra } })
  const user = await stores.users.findByEmail('ada@example.com')
  expect(user).toMatchObject({ displayName: 'Ada', roles: [], isEmailVerified: false, isBanned: false })
  expect(user?.id).not.toBe('usr_mine')
})

it('gives an address to one of 20 who register it in parallel', async () => {
  const { register, stores } = createHarness()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => register(at % 2 ? 'ADA@example.com' : 'ada@example.com')),
  )
  expect(answers.filter(answer => answer.outcome === '201')).toHaveLength(1)
  expect(answers.filter(answer => answer.outcome === '409 EMAIL_TAKEN')).toHaveLength(19)
  expect((await stores.users.list('', 10, null)).users).toHaveLength(1)
})

it('answers alike for an unknown address, a malformed one, one without password, and a wrong password', async () => {
  const { register, login, stores } = createHarness()
  await register()
  await stores.users.insert({
    id: 'usr_x',
    email: 'nopassword@example.com',
    isEmailVerified: false,
    displayName: null,
    roles: [],
    isBanned: false,
    authVersion: 1,
    createdAt: 1,
    updatedAt: 1,
  })
  const emails = ['ada@example.com', 'nobody@example.com', 'nopassword@example.com', 'rubbish', '']
  const answers = await Promise.all(emails.map(email => login('wrong password', { email })))
  expect(new Set(answers.map(answer => JSON.stringify(answer.body)))).toHaveProperty('size', 1)
  expect(new Set(answers.map(answer => answer.outcome))).toEqual(new Set(['401 INVALID_CREDENTIALS']))
})

it('hashes for the unknown as for the known', async () => {
  const { register, login } = createHarness({ memoryCostKib: 19_456 })
  await register()
  const timeOf = async (email: string, at: number): Promise<number> => {
    const startedAt = performance.now()
    await login('wrong password', { email, ip: `203.0.113.${at}` })
    return performance.now() - startedAt
  }
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] }
  for (let at = 0; at < 11; at += 1) {
    times.known.push(await timeOf('ada@example.com', at)) // in turn: what else the machine does hits both alike
    times.unknown.push(await timeOf(`nobody${at}@example.com`, at))
  }
  const [known = 0, unknown = 0] = [times.known, times.unknown].map(each => each.sort((a, b) => a - b)[5])
  expect(unknown / known).toBeGreaterThan(0.4)
})

it('keeps NUL and every space of a password, and composes accents', async () => {
  const { register, login } = createHarness()
  await register('ada@example.com', ' pass\u0000word\u0000 e\u0301t\u00e9 ')
  expect((await login(' pass\u0000word\u0000 \u00e9te\u0301 ')).outcome).toBe('200')
  for (const other of [' pass', 'pass\u0000word\u0000 \u00e9t\u00e9', ' pass\u0000word ']) {
    expect((await login(other)).outcome).toBe('401 INVALID_CREDENTIALS')
  }
})

it('locks after five failures from one address, known or unknown alike, until the window ends', async () => {
  const { register, login, clock } = createHarness()
  await register()
  for (const email of ['ada@example.com', 'nobody@example.com']) {
    for (let at = 0; at < 5; at += 1)
      expect((await login('wrong password', { email })).outcome).toBe('401 INVALID_CREDENTIALS')
    const locked = await login(right, { email })
    expect([locked.outcome, locked.headers.get('retry-after')]).toEqual(['429 ACCOUNT_LOCKED', '900'])
    expect(locked.body.error).toMatchObject({ retry_after_secs: 900 })
  }
  clock.now += 900
  expect((await login(right)).outcome).toBe('200')
})

it('judges at most five of 40 parallel guesses', async () => {
  const { register, login } = createHarness()
  await register()
  const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => login(`guess number ${at}`)))
  expect(answers.filter(answer => answer.outcome === '401 INVALID_CREDENTIALS')).toHaveLength(5)
  expect(answers.filter(answer => answer.outcome === '429 ACCOUNT_LOCKED')).toHaveLength(35)
})

it('does not lock out the right password, however many come in parallel', async () => {
  const { register, login } = createHarness()
  await register()
  const answers = await Promise.all(Array.from({ length: 40 }, () => login(right)))
  expect(new Set(answers.map(answer => answer.outcome))).toEqual(new Set(['200']))
})

it('counts one email in every spelling, and a whole IPv6 /64, as one', async () => {
  const { register, login } = createHarness()
  await register()
  const spellings = ['ada@example.com', 'ADA@example.com', ' ada@Example.com', 'Ada@EXAMPLE.com', 'aDa@example.com']
  for (const [at, email] of spellings.entries()) await login('wrong password', { email, ip: `2001:db8::${at}` })
  expect((await login(right, { ip: '2001:db8::ffff' })).outcome).toBe('429 ACCOUNT_LOCKED')
  expect((await login(right, { ip: '2001:db8:0:1::1' })).outcome).toBe('200')
})

it('forgives failures after a success', async () => {
  const { register, login } = createHarness()
  await register()
  for (let round = 0; round < 3; round += 1) {
    for (let at = 0; at < 4; at += 1) await login('wrong password')
    expect((await login(right)).outcome).toBe('200')
  }
})

it('lets 50 strangers lock each other out, and never a browser that signed in before', async () => {
  const { register, login } = createHarness()
  const mark =
    (await register()).headers
      .getSetCookie()
      .find(cookie => cookie.includes('known_device'))
      ?.split(';')[0] ?? ''
  for (let at = 0; at < 50; at += 1) {
    expect((await login('wrong password', { ip: `198.51.100.${at}` })).outcome).toBe('401 INVALID_CREDENTIALS')
  }
  expect((await login(right, { ip: '192.0.2.1' })).outcome).toBe('429 ACCOUNT_LOCKED')
  expect((await login(right, { ip: '192.0.2.1', cookie: mark })).outcome).toBe('200')
  for (let at = 0; at < 5; at += 1) await login('wrong password', { cookie: mark })
  expect((await login(right, { cookie: mark })).outcome).toBe('429 ACCOUNT_LOCKED')
})

it('does not count 60 right sign-ins of a stranger as failures', async () => {
  const { register, login } = createHarness()
  await register()
  for (let at = 0; at < 60; at += 1) expect((await login(right, { ip: `198.51.100.${at}` })).outcome).toBe('200')
})

it('answers 503 to a sign-in whose counters cannot be reached', async () => {
  const { register, login, stores } = createHarness()
  await register()
  stores.counters.increment = async () => {
    const { storeUnavailable } = await import('@pylon/core')
    throw storeUnavailable(new Error('gone'))
  }
  expect((await login(right)).outcome).toBe('503 STORE_UNAVAILABLE')
})

it('answers 503 when too many hashes wait', async () => {
  const { register, login } = createHarness({ maxQueued: 3 })
  await register()
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => login(right, { ip: `198.51.100.${at}` })))
  const busy = answers.filter(answer => answer.outcome === '503 BUSY')
  expect(busy.length).toBe(15)
  expect(busy[0]?.headers.get('retry-after')).toBe('1')
})

it('upgrades a hash that was made otherwise, at the next sign-in', async () => {
  const { register, login, stores } = createHarness()
  const { body } = await register()
  const userId = String(body.user_id)
  const salt = '000102030405060708090a0b0c0d0e0f'
  const key = scryptSync(right, salt, 64, { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 })
  const value = `${salt}:${key.toString('hex')}` // as better-auth keeps it
  await stores.credentials.put({ userId, kind: 'password', value, step: 0, updatedAt: 1 })
  expect((await login('wrong password')).outcome).toBe('401 INVALID_CREDENTIALS')
  expect((await stores.credentials.find(userId, 'password'))?.value).toBe(value)
  expect((await login(right)).outcome).toBe('200')
  expect((await stores.credentials.find(userId, 'password'))?.value).toMatch(/^\$argon2id\$/)
  expect((await login(right)).outcome).toBe('200')
})

it('changes the password, ends every other session and API key, and rotates this one', async () => {
  const { register, login, call, sessions, stores, clock } = createHarness()
  const first = await register()
  const second = await login(right)
  const userId = String(first.body.user_id)
  const hashes = { secretHash: 'hash', previousHash: null, previousExpiresAt: 0 }
  const key = { id: 'key', userId, name: null, prefix: 'pk', scopes: null, lastUsedAt: null, ...hashes }
  await stores.apiKeys.insert({ ...key, createdAt: clock(), expiresAt: 0 })
  const body = { current_password: right, new_password: 'another horse battery' }
  const changed = await call('change', { bearer: String(second.body.token), body })
  expect(changed.outcome).toBe('200')
  expect(changed.body).toMatchObject({ changed: true, revoked_sessions: 1, user_id: first.body.user_id })
  expect(await stores.apiKeys.listByUser(userId, clock())).toEqual([])
  expect(await sessions.find(String(first.body.token))).toBeNull()
  expect(await sessions.find(String(second.body.token))).toBeNull()
  expect(await sessions.find(String(changed.body.token))).not.toBeNull()
  expect((await login(right)).outcome).toBe('401 INVALID_CREDENTIALS')
  expect((await login('another horse battery')).outcome).toBe('200')
})

it('refuses a change with a wrong, weak, breached or missing password, and changes nothing', async () => {
  const { register, call, login, sessions } = createHarness()
  const bearer = String((await register()).body.token)
  const change = async (body: object): Promise<string> => (await call('change', { bearer, body })).outcome
  expect(await change({ current_password: 'wrong', new_password: 'another horse battery' })).toBe('401 WRONG_PASSWORD')
  expect(await change({ current_password: right, new_password: 'short' })).toBe('400 WEAK_PASSWORD')
  expect(await change({ current_password: right, new_password: 'breached horse battery' })).toBe('400 PWNED_PASSWORD')
  expect(await change({ new_password: 'another horse battery' })).toBe('400 INVALID_REQUEST')
  expect((await call('change', { body: {} })).outcome).toBe('401 AUTH_REQUIRED')
  expect(await sessions.find(bearer)).not.toBeNull()
  expect((await login(right)).outcome).toBe('200')
})

it('counts a wrong current password for the lockout', async () => {
  const { register, call } = createHarness()
  const bearer = String((await register()).body.token)
  const body = { current_password: 'wrong', new_password: 'another horse battery' }
  for (let at = 0; at < 5; at += 1) await call('change', { bearer, body })
  expect((await call('change', { bearer, body: { ...body, current_password: right } })).outcome).toBe(
    '429 ACCOUNT_LOCKED',
  )
})

it('tells a user without a password so', async () => {
  const { register, call, stores } = createHarness()
  const { body } = await register()
  await stores.credentials.delete(String(body.user_id), 'password')
  const change = { current_password: right, new_password: 'another horse battery' }
  expect((await call('change', { bearer: String(body.token), body: change })).outcome).toBe('400 NO_PASSWORD_SET')
})

it('has one winner of 10 parallel changes, and the winner’s password is the one that counts', async () => {
  const { register, call, login, sessions } = createHarness()
  const bearer = String((await register()).body.token)
  const answers = await Promise.all(
    Array.from({ length: 5 }, (_, at) =>
      call('change', { bearer, body: { current_password: right, new_password: `horse battery ${at}` } }),
    ),
  )
  const winners = answers.flatMap((answer, at) => (answer.outcome === '200' ? [at] : []))
  expect(winners).toHaveLength(1)
  expect((await login(`horse battery ${winners[0]}`)).outcome).toBe('200')
  expect(await sessions.find(String(answers[winners[0] ?? 0]?.body.token))).not.toBeNull()
})

it('tells what happened, and never a secret', async () => {
  const { register, login, events } = createHarness()
  await register()
  await login('wrong password')
  expect(events).toEqual(['user.registered', 'session.created', 'sign_in.failed'])
})
