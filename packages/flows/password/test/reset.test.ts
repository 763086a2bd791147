import { createApp, createSessions, createSignIn, type Mail, newUser, type User } from '@pylon/core'
import { expect, it } from 'vitest'
import { passwordFlow, passwordReauth } from '../src/flow/index.ts'
import { createPasswords } from '../src/index.ts'
import { openTestStores } from './test-stores.ts'

const right = 'correct horse battery'
const next = 'another horse battery'

function createHarness({ hasMailer = true, isSecondFactorOwed = false } = {}) {
  const clock = Object.assign(() => clock.now, { now: 1_800_000_000 })
  const stores = openTestStores()
  const sessions = createSessions({ store: stores.sessions, clock })
  const secondFactors = [{ name: 'totp', isOwed: async () => isSecondFactorOwed }]
  const signIn = createSignIn({ stores, sessions, secondFactors, clock })
  const passwords = createPasswords({ memoryCostKib: 8, timeCost: 1, maxConcurrent: 2 })
  const mails: Mail[] = []
  const mailer = hasMailer ? { enqueue: async (mail: Mail) => void mails.push(mail) } : null
  const baseUrl = 'https://id.example.com/api/auth'
  const app = createApp({
    authenticators: [sessions.authenticator],
    flows: [passwordFlow({ stores, sessions, signIn, passwords, mailer, baseUrl, clock })],
    clock,
  })

  async function call(path: string, body: unknown, ip = '203.0.113.9') {
    const headers = { 'Content-Type': 'application/json' }
    const request = new Request(`http://app/api/auth/password/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    const response = await app.fetch(request, { ip })
    const answer = (await response.json()) as Record<string, never> & { error?: { code: string } }
    return { outcome: `${response.status}${answer.error ? ` ${answer.error.code}` : ''}`, body: answer }
  }

  async function requestToken(email = 'ada@example.com'): Promise<string> {
    await call('reset/request', { email })
    return new URL(mails.at(-1)?.values.url ?? '').searchParams.get('token') ?? ''
  }

  const insertUser = async (change: Partial<User> = {}): Promise<User> => {
    const user = {
      ...newUser({ email: 'ada@example.com', isEmailVerified: true, displayName: null }, clock()),
      ...change,
    }
    await stores.users.insert(user)
    return user
  }
  return { app, stores, sessions, clock, passwords, mails, call, requestToken, insertUser }
}

it('sets a new password with the link in the mail, ends every session and signs in', async () => {
  const { call, requestToken, mails, sessions, stores } = createHarness()
  const registered = (await call('register', { email: 'ada@example.com', password: right })).body
  const token = await requestToken(' ADA@example.com ')
  expect(mails[0]).toMatchObject({ to: 'ada@example.com', template: 'reset_password', isDecoy: false })
  expect(mails[0]?.values.url).toMatch(
    /^https:\/\/id\.example\.com\/api\/auth\/password\/reset\/complete\?token=pylonr_/,
  )

  const answer = await call('reset/complete', { token, new_password: next })
  expect([answer.outcome, answer.body.user_id]).toEqual(['200', registered.user_id])
  expect(await sessions.find(registered.token as unknown as string)).toBeNull()
  expect(await sessions.find(answer.body.token as unknown as string)).not.toBeNull()
  expect((await call('login', { email: 'ada@example.com', password: right })).outcome).toBe('401 INVALID_CREDENTIALS')
  expect((await call('login', { email: 'ada@example.com', password: next })).outcome).toBe('200')
  expect((await stores.users.findByEmail('ada@example.com'))?.isEmailVerified).toBe(true)
})

it('answers alike for known, unknown and banned, and costs the same calls', async () => {
  const { call, mails, insertUser } = createHarness()
  await insertUser()
  await insertUser({ id: 'usr_banned', email: 'eve@example.com', isBanned: true })
  for (const email of ['ada@example.com', 'nobody@example.com', 'eve@example.com']) {
    expect(await call('reset/request', { email })).toEqual({ outcome: '200', body: { sent: true } })
  }
  expect(mails.map(mail => mail.isDecoy)).toEqual([false, true, true])
})

it('a link sent to nobody sets nothing, though its token were known', async () => {
  const { call, requestToken } = createHarness()
  const token = await requestToken('nobody@example.com')
  expect((await call('reset/complete', { token, new_password: next })).outcome).toBe('401 INVALID_TOKEN')
})

it('sends at most five mails to an address in an hour, and says so to nobody', async () => {
  const { call, mails, insertUser } = createHarness()
  await insertUser()
  for (let at = 0; at < 7; at++) {
    expect((await call('reset/request', { email: 'ada@example.com' })).outcome).toBe('200')
  }
  expect(mails.map(mail => mail.isDecoy)).toEqual([false, false, false, false, false, true, true])
})

it('of 60 who use one link in parallel exactly one sets the password', async () => {
  const { call, requestToken, insertUser, stores } = createHarness()
  await insertUser()
  const token = await requestToken()
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, at) => call('reset/complete', { token, new_password: `${next} ${at}` })),
  )
  expect(answers.filter(answer => answer.outcome === '200')).toHaveLength(1)
  expect(answers.filter(answer => answer.outcome === '401 INVALID_TOKEN')).toHaveLength(59)
  expect((await stores.users.findByEmail('ada@example.com'))?.authVersion).toBe(2)
})

it('a rejected password leaves the link, and a new link voids the one before', async () => {
  const { call, requestToken, insertUser } = createHarness()
  await insertUser()
  const first = await requestToken()
  expect((await call('reset/complete', { token: first, new_password: 'short' })).outcome).toBe('400 WEAK_PASSWORD')
  const second = await requestToken()
  expect((await call('reset/complete', { token: first, new_password: next })).outcome).toBe('401 INVALID_TOKEN')
  expect((await call('reset/complete', { token: second, new_password: next })).outcome).toBe('200')
  expect((await call('reset/complete', { token: second, new_password: next })).outcome).toBe('401 INVALID_TOKEN')
})

it('ends with the half hour, with a password change, with a ban', async () => {
  const { call, requestToken, insertUser, clock, stores } = createHarness()
  const { id } = await insertUser()
  const outcomeOf = async (token: string) => (await call('reset/complete', { token, new_password: next })).outcome
  const expired = await requestToken()
  clock.now += 1_800
  expect(await outcomeOf(expired)).toBe('401 INVALID_TOKEN')
  const voided = await requestToken()
  await stores.users.update(id, {}, true, clock())
  expect(await outcomeOf(voided)).toBe('401 INVALID_TOKEN')
  const banned = await requestToken()
  await stores.users.update(id, { isBanned: true }, false, clock())
  expect(await outcomeOf(banned)).toBe('403 USER_BANNED')
})

it('steps around no second factor', async () => {
  const { call, requestToken, insertUser, stores } = createHarness({ isSecondFactorOwed: true })
  const { id } = await insertUser()
  const answer = await call('reset/complete', { token: await requestToken(), new_password: next })
  expect(answer.body).toMatchObject({ pending: 'second_factor', methods: ['totp'] })
  expect(answer.body).not.toHaveProperty('token')
  expect(await stores.sessions.listByUser(id, 0)).toEqual([])
})

it('ends what somebody else set up before the address was proved', async () => {
  const { call, requestToken, stores, clock, sessions } = createHarness()
  const attacker = (await call('register', { email: 'ada@example.com', password: right })).body
  const userId = attacker.user_id as unknown as string
  const account = { id: 'acc_1', userId, providerId: 'github', accountId: '7', email: null, createdAt: 1, updatedAt: 1 }
  const tokens = { accessToken: null, refreshToken: null, idToken: null, scope: null }
  await stores.accounts.link({ ...account, ...tokens, accessTokenExpiresAt: null, refreshTokenExpiresAt: null })
  expect((await call('reset/complete', { token: await requestToken(), new_password: next })).outcome).toBe('200')
  expect(await stores.accounts.listByUser(userId)).toEqual([])
  expect(await stores.apiKeys.listByUser(userId, clock())).toEqual([])
  expect(await sessions.find(attacker.token as unknown as string)).toBeNull()
})

it('opens the lock of an account that too many failures closed', async () => {
  const { call, requestToken, insertUser, stores, passwords, clock } = createHarness()
  const { id } = await insertUser()
  const value = await passwords.hash(right)
  await stores.credentials.put({ userId: id, kind: 'password', value, step: 0, updatedAt: clock() })
  const login = (password: string) => call('login', { email: 'ada@example.com', password })
  for (let at = 0; at < 5; at++) expect((await login('wrong')).outcome).toBe('401 INVALID_CREDENTIALS')
  expect((await login(right)).outcome).toBe('429 ACCOUNT_LOCKED')
  expect((await call('reset/complete', { token: await requestToken(), new_password: next })).outcome).toBe('200')
  expect((await login(next)).outcome).toBe('200')
})

it.each([
  ['reset/request', {}, '400 MISSING_EMAIL'],
  ['reset/request', { email: 5 }, '400 INVALID_REQUEST'],
  ['reset/request', { email: 'ada@example.com\r\nBcc: eve@example.com' }, '400 INVALID_EMAIL'],
  ['reset/request', { email: 'a@b.c,d@e.f' }, '400 INVALID_EMAIL'],
  ['reset/complete', { new_password: next }, '400 INVALID_REQUEST'],
  ['reset/complete', { token: {}, new_password: next }, '400 INVALID_REQUEST'],
  ['reset/complete', { token: `pylonr_${'0'.repeat(64)}`, new_password: next }, '401 INVALID_TOKEN'],
  ['reset/complete', { token: 'pylon_', new_password: next }, '401 INVALID_TOKEN'],
])('%s refuses %j', async (path, body, outcome) => {
  expect((await createHarness().call(path, body)).outcome).toBe(outcome)
})

it('says that there is no mail to somebody who asks a server without', async () => {
  const { call } = createHarness({ hasMailer: false })
  expect((await call('reset/request', { email: 'ada@example.com' })).outcome).toBe('501 EMAIL_NOT_CONFIGURED')
})

it('the page of the link uses nothing up and does not hold the token', async () => {
  const { app } = createHarness()
  const token = `"><script>alert(1)</script>`
  const url = `http://app/api/auth/password/reset/complete?token=${encodeURIComponent(token)}`
  const response = await app.fetch(new Request(url))
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  const page = await response.text()
  expect(page).toContain('name="new_password"')
  expect(page).not.toContain('alert(1)')
})

it('proves identity again by the password, and counts failures with those of sign-in', async () => {
  const { stores, passwords, clock, insertUser, call } = createHarness()
  const user = await insertUser()
  const value = await passwords.hash(right)
  await stores.credentials.put({ userId: user.id, kind: 'password', value, step: 0, updatedAt: clock() })
  const reauth = passwordReauth({ stores, passwords, clock })
  const ctx = { ip: '203.0.113.9', cookie: () => null } as never // all that a lockout without known devices looks at
  expect(await reauth.verify(ctx, user, right)).toEqual(['pwd'])
  for (let at = 0; at < 3; at++) expect(await reauth.verify(ctx, user, 'wrong')).toBeNull()
  for (let at = 0; at < 2; at++) await call('login', { email: user.email, password: 'wrong' })
  await expect(reauth.verify(ctx, user, right)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' })
})
