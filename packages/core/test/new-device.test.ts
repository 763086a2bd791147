import { describe, expect, it } from 'vitest'
import { hashToken, type Mail, type RequestContext, type SignInOptions, storeUnavailable } from '../src/index.ts'
import { createHarness } from './harness.ts'

const firefox = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }
const chrome = { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36' }

function createMailHarness(options: Partial<SignInOptions> & { factorFor?: () => boolean } = {}) {
  const mails: Mail[] = []
  const mailer = { enqueue: async (mail: Mail) => void mails.push(mail) }
  return { ...createHarness({ mailer, ...options }), mails }
}

const coming = (headers: Record<string, string>, ip = '203.0.113.9'): RequestContext =>
  ({
    header: (name: string) => new Headers(headers).get(name),
    cookie: () => null,
    ip,
    requestId: 'r',
  }) as Partial<RequestContext> as RequestContext

it('tells the user by mail of a sign-in from a device that was not used before, and announces it', async () => {
  const { addUser, login, mails, events, clock } = createMailHarness()
  const user = await addUser()
  const { status } = await login(user, { headers: firefox })
  expect(status).toBe(200)
  expect(mails).toEqual([
    {
      to: user.email,
      template: 'new_device',
      values: { device: 'Firefox on Linux', time: '2027-01-15 08:00 UTC', address: '203.0.113.9' },
      key: `new_device:${hashToken(user.id)}`,
      expiresAt: clock() + 86_400,
    },
  ])
  expect(events.map(({ name, data }) => [name, Object.keys(data)])).toContainEqual([
    'session.new_device',
    ['session_id'],
  ])
})

describe('a device that is known', () => {
  it('by its cookie, wherever it is, is not told of; with the cookie of another account it is', async () => {
    const { addUser, login, mails } = createMailHarness()
    const [ada, eve] = [await addUser(), await addUser()]
    const known = /__Host-pylon_known_device=[^;]+/.exec((await login(ada)).headers.get('set-cookie') ?? '')?.[0] ?? ''
    await login(ada, { cookie: known, headers: chrome, ip: '198.51.100.7' })
    expect(mails).toHaveLength(1)
    await login(eve, { cookie: known })
    expect(mails.map(({ to }) => to)).toEqual([ada.email, eve.email])
  })

  it('by its name and address, while a session lives that it began, is not told of', async () => {
    const { addUser, login, mails, sessions } = createMailHarness()
    const user = await addUser()
    await login(user, { headers: firefox, ip: '2001:db8:1:2::1' })
    await login(user, { headers: firefox, ip: '2001:db8:1:2:ffff::2' })
    expect(mails).toHaveLength(1)
    await login(user, { headers: chrome, ip: '2001:db8:1:2::1' })
    await login(user, { headers: firefox, ip: '2001:db8:1:3::1' })
    expect(mails).toHaveLength(3)
    await sessions.revokeByUser(user.id)
    await login(user, { headers: firefox, ip: '2001:db8:1:2::1' })
    expect(mails).toHaveLength(4)
  })

  it('is not made so by a sign-in in parallel', async () => {
    const { addUser, login, mails } = createMailHarness()
    const user = await addUser()
    await Promise.all([login(user, { headers: firefox }), login(user, { headers: firefox })])
    expect(mails.length).toBeGreaterThanOrEqual(1)
  })
})

describe('nobody is told of a sign-in', () => {
  it('that only began', async () => {
    const { addUser, login, call, mails } = createMailHarness({ factorFor: () => true })
    const { body } = await login(await addUser(), { headers: firefox })
    expect(mails).toEqual([])
    await call('POST', '/fake-factor', { bearer: body.challenge, body: { code: '000000' }, headers: chrome })
    expect(mails.map(({ values }) => values.device)).toEqual(['Chrome on Windows'])
  })

  it('by a mailed code, link or reset, with a second factor too, while one through a provider is told', async () => {
    const { addUser, signIn, mails } = createMailHarness({ factorFor: () => true })
    const user = await addUser()
    const outcome = async (amr: readonly string[], headers: Record<string, string>): Promise<number> => {
      const ctx = coming(headers)
      const { token } = await signIn.start(user, { ctx, amr })
      await signIn.finish(token, { ctx, amr: ['otp', 'mfa'] })
      return mails.length
    }
    expect(await outcome(['otp'], firefox)).toBe(0)
    expect(await outcome([], chrome)).toBe(1)
  })

  it('that made the account, or that proved the address, or that the operator minted', async () => {
    const { addUser, signIn, stores, clock, mails } = createMailHarness({ requireEmailVerified: true })
    const verified = await addUser({ isEmailVerified: true })
    await signIn.start(verified, { ctx: coming(firefox), amr: ['pwd'], isRegistration: true })
    await signIn.mint(verified, coming(chrome))
    const user = await addUser()
    const { token } = await signIn.start(user, { ctx: coming(firefox), amr: ['pwd'] })
    await stores.users.update(user.id, { isEmailVerified: true }, false, clock())
    expect((await signIn.finish(token, { ctx: coming(firefox), amr: [] }))?.kind).toBe('grant')
    expect(mails).toEqual([])
  })

  it('that was refused', async () => {
    const { addUser, login, mails } = createMailHarness()
    expect((await login(await addUser({ isBanned: true }))).status).toBe(403)
    expect(mails).toEqual([])
  })
})

it('signs in all the same when the mail cannot be taken, and tells', async () => {
  const errors: unknown[] = []
  const mailer = { enqueue: async () => Promise.reject(storeUnavailable(new Error('down'))) }
  const { addUser, login } = createMailHarness({ mailer, onError: error => void errors.push(error) })
  expect((await login(await addUser())).status).toBe(200)
  expect(errors).toHaveLength(1)
})

it('makes no link, number or story of what a device calls itself', async () => {
  const { addUser, login, mails } = createMailHarness()
  const texts = {
    'Call +1 (555) 010-4477 now: https://evil.example/a': 'Call 1 555 010- now https evil example a',
    "Ada's Laptop 2": "Ada's Laptop 2",
    'code 482913': 'code',
    '...': 'an unknown device',
    ['x'.repeat(100)]: 'x'.repeat(40),
  }
  const user = await addUser()
  for (const label of Object.keys(texts)) await login(user, { headers: { 'X-Device-Label': label } })
  expect(mails.map(({ values }) => values.device)).toEqual(Object.values(texts))
})
