import { createApp, createSessions, createSignIn, type Mail, type StoreBundle } from '@pylon/core'
import { expect, it } from 'vitest'
import { passwordFlow } from '../src/flow/index.ts'
import { createPasswords } from '../src/index.ts'
import { openTestStores } from './test-stores.ts'

const right = 'correct horse battery'

function createHarness({ hasMailer = true } = {}) {
  const clock = Object.assign(() => clock.now, { now: 1_800_000_000 })
  const calls: string[] = []
  const stores = noting(openTestStores(), calls)
  const sessions = createSessions({ store: stores.sessions, clock })
  const signIn = createSignIn({ stores, sessions, clock })
  const passwords = createPasswords({ memoryCostKib: 8, timeCost: 1, maxConcurrent: 2 })
  const mails: Mail[] = []
  const mailer = hasMailer ? { enqueue: async (mail: Mail) => void mails.push(mail) } : null
  const baseUrl = 'https://id.example.com/api/auth'
  const flow = passwordFlow({ stores, sessions, signIn, passwords, mailer, baseUrl, clock, enumerationSafe: true })
  const app = createApp({ authenticators: [sessions.authenticator], flows: [flow], clock })

  async function call(path: string, body: unknown) {
    const request = new Request(`http://app/api/auth/password/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    const response = await app.fetch(request, { ip: '203.0.113.9' })
    const answer = (await response.json()) as Record<string, unknown> & { error?: { code: string } }
    return { outcome: `${response.status}${answer.error ? ` ${answer.error.code}` : ''}`, body: answer }
  }

  async function requested(email = 'ada@example.com', password = right): Promise<string> {
    await call('register', { email, password })
    const { url } = mails.at(-1)?.values ?? {}
    return url === undefined ? '' : (new URL(url).searchParams.get('token') ?? '')
  }
  return { stores, calls, clock, mails, call, requested }
}

/** The same stores; the names of the methods that are called are noted. */
function noting(stores: StoreBundle, calls: string[]): StoreBundle {
  const note = <Store extends object>(name: string, store: Store): Store =>
    new Proxy(store, {
      get(target, method) {
        calls.push(`${name}.${String(method)}`)
        return Reflect.get(target, method)
      },
    })
  const { users, oneTime, counters, credentials } = stores
  return {
    ...stores,
    users: note('users', users),
    oneTime: note('oneTime', oneTime),
    counters: note('counters', counters),
    credentials: note('credentials', credentials),
  }
}

it('makes the account, verified, once the mail is answered with the password', async () => {
  const { call, requested, mails, stores } = createHarness()
  const token = await requested()
  expect(mails).toMatchObject([{ to: 'ada@example.com', template: 'finish_registration', isDecoy: false }])
  expect(await stores.users.findByEmail('ada@example.com')).toBeNull()
  const answer = await call('register/complete', { token, password: right })
  expect(answer).toMatchObject({ outcome: '201', body: { token: expect.stringMatching(/^pylon_/) } })
  expect(await stores.users.findByEmail('ada@example.com')).toMatchObject({ isEmailVerified: true })
  expect((await call('login', { email: 'ada@example.com', password: right })).outcome).toBe('200')
  expect((await call('register/complete', { token, password: right })).outcome).toBe('401 INVALID_TOKEN')
})

it('answers alike for new and taken addresses, and tells the owner', async () => {
  const { call, requested, mails } = createHarness()
  await call('register/complete', { token: await requested(), password: right })
  for (const email of ['ada@example.com', 'new@example.com']) {
    expect(await call('register', { email, password: right })).toEqual({ outcome: '202', body: { sent: true } })
  }
  expect(mails.map(mail => mail.template)).toEqual(['finish_registration', 'email_taken', 'finish_registration'])
})

it('takes the same steps for new and taken addresses', async () => {
  const { call, requested, calls } = createHarness()
  await call('register/complete', { token: await requested(), password: right })
  const stepsFor = async (email: string) => {
    calls.length = 0
    await call('register', { email, password: right })
    return [...calls]
  }
  const steps = await stepsFor('new@example.com')
  expect(steps).toContain('oneTime.put')
  expect(await stepsFor('ada@example.com')).toEqual(steps)
})

it('a click alone makes no account for the password of whoever asked', async () => {
  const { call, requested, stores } = createHarness()
  const token = await requested('victim@example.com', 'the password of an attacker')
  expect((await call('register/complete', { token, password: right })).outcome).toBe('401 WRONG_PASSWORD')
  expect((await call('register/complete', { token })).outcome).toBe('400 MISSING_PASSWORD')
  expect(await stores.users.findByEmail('victim@example.com')).toBeNull()
})

it('a link survives ten passwords, half an hour, and no account that came first', async () => {
  const { call, requested, clock } = createHarness()
  const guessed = await requested()
  for (let at = 0; at < 10; at++) {
    expect((await call('register/complete', { token: guessed, password: 'wrong' })).outcome).toBe('401 WRONG_PASSWORD')
  }
  expect((await call('register/complete', { token: guessed, password: right })).outcome).toBe('401 INVALID_TOKEN')
  const [first, second] = [await requested(), await requested()]
  expect((await call('register/complete', { token: first, password: right })).outcome).toBe('201')
  expect((await call('register/complete', { token: second, password: right })).outcome).toBe('401 INVALID_TOKEN')
  const expired = await requested('new@example.com')
  clock.now += 1_800
  expect((await call('register/complete', { token: expired, password: right })).outcome).toBe('401 INVALID_TOKEN')
})

it('of 10 that finish one registration one makes the account', async () => {
  const { call, requested } = createHarness()
  const token = await requested()
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => call('register/complete', { token, password: right })),
  )
  expect(answers.filter(answer => answer.outcome === '201')).toHaveLength(1)
  expect(answers.filter(answer => answer.outcome === '401 INVALID_TOKEN')).toHaveLength(9)
})

it('needs mail, and sends at most five to an address in an hour', async () => {
  const { call, mails } = createHarness()
  for (let at = 0; at < 6; at++) await call('register', { email: 'ada@example.com', password: right })
  expect(mails.map(mail => mail.isDecoy)).toEqual([false, false, false, false, false, true])
  const mailless = createHarness({ hasMailer: false })
  const answer = await mailless.call('register', { email: 'ada@example.com', password: right })
  expect(answer.outcome).toBe('501 EMAIL_NOT_CONFIGURED')
})
