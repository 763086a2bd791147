import { hashToken } from '@pylon/core'
import { expect, it } from 'vitest'
import { createHarness, email, outcomes, times, wrong } from './harness.ts'

it('signs up with a code, marks the address verified, and signs in again under the same user', async () => {
  const { sendCode, verifyCode, lastCode, stores, clock } = createHarness()
  const sent = await sendCode(' Ada@Example.COM ')
  expect([sent.outcome, sent.body]).toEqual(['200', { sent: true, email }])
  const signedUp = await verifyCode(lastCode(), { address: 'ADA@example.com' })
  expect(signedUp.outcome).toBe('200')
  expect(signedUp.body).toEqual({
    token: expect.stringMatching(/^pylon_[0-9a-f]{64}$/),
    user_id: expect.stringMatching(/^usr_/),
    expires_at: 1_802_592_000,
  })
  expect(signedUp.headers.get('set-cookie')).toContain('__Host-pylon_session=pylon_')
  expect(await stores.users.findByEmail(email)).toMatchObject({
    id: signedUp.body.user_id,
    isEmailVerified: true,
    displayName: null,
    roles: [],
  })
  clock.now += 60
  await sendCode()
  const again = await verifyCode(lastCode())
  expect(again.body.user_id).toBe(signedUp.body.user_id)
})

it('puts the code into a mail to the address, with a key that names no address, and shows it nowhere', async () => {
  const { sendCode, lastCode, mails, events } = createHarness()
  const sent = await sendCode()
  expect(mails).toEqual([
    {
      to: email,
      template: 'sign_in_code',
      values: { code: expect.stringMatching(/^[0-9]{6}$/), minutes: '10' },
      key: `magic:sign-in:${hashToken(email)}`,
      expiresAt: 1_800_000_600,
    },
  ])
  expect(sent.text + JSON.stringify(events)).not.toContain(lastCode())
})

it('shows the code in development alone', async () => {
  const { sendCode, lastCode } = createHarness({ isDevMode: true })
  const { body } = await sendCode()
  expect(body).toEqual({ sent: true, email, dev_code: lastCode() })
})

it('tells who signed in by what', async () => {
  const { sendCode, verifyCode, lastCode, events, call } = createHarness()
  await sendCode()
  await verifyCode(wrong(lastCode()))
  const { body } = await verifyCode(lastCode())
  expect(events.map(({ name, userId, data }) => ({ name, userId, data }))).toEqual([
    { name: 'magic.code_sent', userId: null, data: {} },
    { name: 'sign_in.failed', userId: null, data: { method: 'magic_code' } },
    { name: 'user.registered', userId: body.user_id, data: { method: 'magic_code' } },
    { name: 'session.created', userId: body.user_id, data: expect.anything() },
  ])
  expect(JSON.stringify(events)).not.toContain(email)
  expect((await call('/me', { method: 'GET', bearer: body.token })).body.amr).toEqual(['otp'])
})

it.each([
  ['/magic/send', {}, '400 MISSING_EMAIL'],
  ['/magic/send', { email: '' }, '400 INVALID_EMAIL'],
  ['/magic/send', { email: 'ada' }, '400 INVALID_EMAIL'],
  ['/magic/send', { email: 'ada@example.com,eve@example.com' }, '400 INVALID_EMAIL'],
  ['/magic/send', { email: 'ada@example.com\r\nBcc: eve@example.com' }, '400 INVALID_EMAIL'],
  ['/magic/send', { email: '<b>@example.com' }, '400 INVALID_EMAIL'],
  ['/magic/send', { email: 'ada\uff20example.com' }, '400 INVALID_EMAIL'],
  ['/magic/send', { email: 5 }, '400 INVALID_REQUEST'],
  ['/magic/send', { email: null }, '400 INVALID_REQUEST'],
  ['/magic/send', { email: ['ada@example.com'] }, '400 INVALID_REQUEST'],
  ['/magic/send', { email: 'a\ud800@example.com' }, '400 INVALID_REQUEST'],
  ['/magic/send', '{"__proto__":{"email":"ada@example.com"}}', '400 MISSING_EMAIL'],
  ['/magic/send', '[]', '400 INVALID_JSON'],
  ['/magic/verify', {}, '400 MISSING_EMAIL'],
  ['/magic/verify', { email: 'ada@example.com' }, '400 MISSING_CODE'],
  ['/magic/verify', { email: 'rubbish', code: '000000' }, '401 INVALID_CODE'],
  ['/magic/verify', { email: 'a\u0000@example.com', code: '000000' }, '401 INVALID_CODE'],
  ['/magic/verify', { email: 'ada@example.com', code: 123456 }, '400 INVALID_REQUEST'],
  ['/magic/verify', { email: 'ada@example.com', code: { $ne: '' } }, '400 INVALID_REQUEST'],
  ['/magic/verify', { email: 'ada@example.com', code: '' }, '401 INVALID_CODE'],
  ['/magic/verify', { email: 'ada@example.com', code: '\u0661\u0662\u0663\u0664\u0665\u0666' }, '401 INVALID_CODE'],
])('%s refuses %j', async (path, body, outcome) => {
  const { call, mails, stores } = createHarness()
  expect((await call(path, { body })).outcome).toBe(outcome)
  expect(mails).toEqual([])
  expect(await stores.users.count()).toBe(0)
})

it('refuses 60,000 characters for an address or a code', async () => {
  const { call } = createHarness()
  const long = 'a'.repeat(60_000)
  expect((await call('/magic/send', { body: { email: `${long}@example.com` } })).outcome).toBe('400 INVALID_EMAIL')
  expect((await call('/magic/verify', { body: { email: long, code: '1' } })).outcome).toBe('401 INVALID_CODE')
  expect((await call('/magic/verify', { body: { email, code: long } })).outcome).toBe('401 INVALID_CODE')
})

it('lets no body set what it does not list', async () => {
  const { call, sendCode, lastCode, addUser, stores } = createHarness()
  await addUser({ id: 'usr_eve', email: 'eve@example.com' })
  await sendCode()
  const extra = { user_id: 'usr_eve', roles: ['admin'], is_admin: true, display_name: 'Eve', isEmailVerified: false }
  const { body } = await call('/magic/verify', { body: { email, code: lastCode(), ...extra } })
  expect(body.user_id).not.toBe('usr_eve')
  expect(await stores.users.findById(body.user_id)).toMatchObject({ email, roles: [], displayName: null })
})

it('says that it cannot send before anything else', async () => {
  const { call } = createHarness({ hasMailer: false })
  for (const path of ['/magic/send', '/magic-link/send', '/email/send-verification']) {
    expect((await call(path, { body: '{' })).outcome).toBe('501 EMAIL_NOT_CONFIGURED')
  }
})

it('sends one code a minute to an address in every spelling, of any number that are asked for in parallel', async () => {
  const { sendCode, mails, clock } = createHarness()
  const answers = await times(20, at => sendCode(at % 2 === 0 ? email : ' ADA@example.com'))
  expect(outcomes(answers)).toEqual({ '200': 1, '429 RATE_LIMITED': 19 })
  const refused = answers.find(answer => answer.status === 429)
  expect(refused?.headers.get('retry-after')).toBe('60')
  expect(refused?.body.error.retry_after_secs).toBe(60)
  clock.now += 59
  expect((await sendCode()).headers.get('retry-after')).toBe('1')
  expect((await sendCode('eve@example.com')).outcome).toBe('200')
  clock.now += 1
  expect((await sendCode()).outcome).toBe('200')
  expect(mails).toHaveLength(3)
})

it('lets try again at once when the mail could not be taken in', async () => {
  const { sendCode, verifyCode, lastCode, outage } = createHarness()
  outage.isOn = true
  expect((await sendCode()).outcome).toBe('503 STORE_UNAVAILABLE')
  outage.isOn = false
  expect((await sendCode()).outcome).toBe('200')
  expect((await verifyCode(lastCode())).outcome).toBe('200')
})

it('gives one session for 200 parallel redemptions of a right code, and one user', async () => {
  const { sendCode, verifyCode, lastCode, stores } = createHarness()
  await sendCode()
  const answers = await times(200, () => verifyCode(lastCode()))
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  expect(await stores.users.count()).toBe(1)
  expect(await stores.sessions.count()).toBe(1)
  expect((await verifyCode(lastCode())).status).not.toBe(200)
})

it('judges at most five of 200 parallel guesses, and the right one among them only in time', async () => {
  const { sendCode, verifyCode, lastCode } = createHarness()
  await sendCode()
  const right = lastCode()
  const answers = await times(201, at => verifyCode(at === 100 ? right : wrong(right, at + 1)))
  const { '401 INVALID_CODE': judged = 0, '200': signedIn = 0, ...others } = outcomes(answers)
  expect([judged + signedIn <= 5, Object.keys(others)]).toEqual([true, ['429 TOO_MANY_ATTEMPTS']])
})

it('refuses the right code after five wrong ones, until another is sent', async () => {
  const { sendCode, verifyCode, lastCode, clock } = createHarness()
  await sendCode()
  const right = lastCode()
  for (let at = 1; at <= 5; at += 1) expect((await verifyCode(wrong(right, at))).outcome).toBe('401 INVALID_CODE')
  const spent = await verifyCode(right)
  expect([spent.outcome, spent.headers.get('retry-after')]).toEqual(['429 TOO_MANY_ATTEMPTS', '600'])
  clock.now += 60
  await sendCode()
  expect((await verifyCode(right)).outcome).toBe('401 INVALID_CODE')
  expect((await verifyCode(lastCode())).outcome).toBe('200')
})

it('takes the right code after four wrong ones', async () => {
  const { sendCode, verifyCode, lastCode } = createHarness()
  await sendCode()
  for (let at = 1; at <= 4; at += 1) await verifyCode(wrong(lastCode(), at))
  expect((await verifyCode(lastCode())).outcome).toBe('200')
})

it('judges ten wrong codes of an address in an hour, over all codes and purposes, and none after them', async () => {
  const { sendCode, verifyCode, lastCode, clock, addUser, login, call } = createHarness()
  const bearer = await login(await addUser())
  await sendCode()
  for (let at = 1; at <= 5; at += 1) await verifyCode(wrong(lastCode(), at))
  await call('/email/send-verification', { bearer })
  for (let at = 1; at <= 5; at += 1) {
    const body = { code: wrong(lastCode(), at) }
    expect((await call('/email/verify', { bearer, body })).outcome).toBe('401 INVALID_CODE')
  }
  clock.now += 100
  await sendCode()
  const spent = await verifyCode(lastCode())
  expect([spent.outcome, spent.headers.get('retry-after')]).toEqual(['429 TOO_MANY_ATTEMPTS', '3500'])
  expect((await verifyCode(wrong(lastCode()))).outcome).toBe('429 TOO_MANY_ATTEMPTS')
  expect((await verifyCode('000000', { address: 'eve@example.com' })).outcome).toBe('401 INVALID_CODE')
  clock.now += 3_500
  await sendCode()
  expect((await verifyCode(lastCode())).outcome).toBe('200')
})

it('counts no right code as a wrong one', async () => {
  const { sendCode, verifyCode, lastCode, clock } = createHarness()
  for (let round = 0; round < 12; round += 1) {
    await sendCode()
    expect((await verifyCode(lastCode())).outcome).toBe('200')
    clock.now += 60
  }
})

it('counts guesses at an address that no code was sent to', async () => {
  const { verifyCode } = createHarness()
  const answers = await times(50, at => verifyCode(String(100_000 + at)))
  expect(outcomes(answers)).toEqual({ '401 INVALID_CODE': 10, '429 TOO_MANY_ATTEMPTS': 40 })
})

it('takes a code for ten minutes, and no more when the clock is set back after it was used', async () => {
  const { sendCode, verifyCode, lastCode, clock } = createHarness()
  await sendCode()
  clock.now += 600
  expect((await verifyCode(lastCode())).outcome).toBe('401 INVALID_CODE')
  await sendCode()
  clock.now += 599
  expect((await verifyCode(lastCode())).outcome).toBe('200')
  clock.now -= 500
  expect((await verifyCode(lastCode())).outcome).toBe('401 INVALID_CODE')
})

it('makes nobody wait for more than a minute when the clock is set back', async () => {
  const { sendCode, clock } = createHarness()
  await sendCode()
  clock.now -= 3_600
  expect((await sendCode()).headers.get('retry-after')).toBe('60')
  clock.now += 60
  expect((await sendCode()).outcome).toBe('200')
})

it('voids the code before', async () => {
  const { sendCode, verifyCode, lastCode, clock } = createHarness()
  await sendCode()
  const first = lastCode()
  clock.now += 60
  await sendCode()
  if (first !== lastCode()) expect((await verifyCode(first)).outcome).toBe('401 INVALID_CODE')
  expect((await verifyCode(lastCode())).outcome).toBe('200')
})

it('takes no code of one address for another, and none that verifies for one that signs in', async () => {
  const { sendCode, verifyCode, lastCode, addUser, login, call, clock } = createHarness()
  const bearer = await login(await addUser({ isEmailVerified: false }))
  await sendCode('eve@example.com')
  expect((await verifyCode(lastCode())).outcome).toBe('401 INVALID_CODE')
  await call('/email/send-verification', { bearer })
  const verification = lastCode()
  expect((await verifyCode(verification)).outcome).toBe('401 INVALID_CODE')
  clock.now += 60
  await sendCode()
  const signIn = lastCode()
  expect((await call('/email/verify', { bearer, body: { code: signIn } })).outcome).toBe('401 INVALID_CODE')
  expect((await call('/email/verify', { bearer, body: { code: verification } })).outcome).toBe('200')
})

it('takes a code with spaces around it, in another browser, and consumes the guest there', async () => {
  const { sendCode, verifyCode, lastCode, call, named } = createHarness()
  await sendCode()
  const guest = await call('/guest')
  const cookie = guest.headers.get('set-cookie')?.split(';')[0] ?? ''
  const { outcome, body } = await verifyCode(` ${lastCode()} `, { cookie })
  expect(outcome).toBe('200')
  expect(named('guest.upgraded').map(event => event.data)).toEqual([
    { guest_id: guest.body.user_id, user_id: body.user_id },
  ])
})

it('owes the second factor after a right code', async () => {
  const { sendCode, verifyCode, lastCode, addUser, stores } = createHarness({ hasSecondFactor: () => true })
  await addUser()
  await sendCode()
  const { outcome, body } = await verifyCode(lastCode())
  expect([outcome, body]).toEqual([
    '200',
    { challenge: expect.any(String), pending: 'second_factor', methods: ['stub'], expires_at: 1_800_000_600 },
  ])
  expect(await stores.sessions.count()).toBe(0)
})

it('tells the banned so after a right code alone', async () => {
  const { sendCode, verifyCode, lastCode, addUser } = createHarness()
  await addUser({ isBanned: true })
  expect((await sendCode()).body).toEqual({ sent: true, email })
  expect((await verifyCode(wrong(lastCode()))).outcome).toBe('401 INVALID_CODE')
  expect((await verifyCode(lastCode())).outcome).toBe('403 USER_BANNED')
})

it('takes no code that was sent before a password change, a deletion, or for the owner before', async () => {
  const { sendCode, verifyCode, lastCode, addUser, stores, clock } = createHarness()
  const user = await addUser()
  await sendCode()
  await stores.users.update(user.id, {}, true, clock.now)
  expect((await verifyCode(lastCode())).outcome).toBe('401 INVALID_CODE')
  clock.now += 60
  await sendCode()
  await stores.users.delete(user.id)
  expect((await verifyCode(lastCode())).outcome).toBe('401 INVALID_CODE')
  expect(await stores.users.count()).toBe(0)
  clock.now += 60
  await sendCode()
  expect((await verifyCode(lastCode())).outcome).toBe('200')
})

it('keeps no code, address or token readable where codes are kept', async () => {
  const seen: string[] = []
  const { sendCode, verifyCode, lastCode, call, lastToken } = createHarness({
    wrapStores: stores => ({
      ...stores,
      oneTime: {
        ...stores.oneTime,
        put: async entry => {
          seen.push(JSON.stringify(entry))
          return stores.oneTime.put(entry)
        },
      },
      counters: {
        ...stores.counters,
        increment: (key, ...rest) => {
          seen.push(key)
          return stores.counters.increment(key, ...rest)
        },
      },
    }),
  })
  await sendCode()
  const code = lastCode()
  await verifyCode(wrong(code))
  await call('/magic-link/send', { body: { email } })
  expect(seen.length).toBeGreaterThan(4)
  const keys = seen.map(each => (each.startsWith('{') ? JSON.parse(each).key : each)).join()
  expect(keys).not.toContain('ada')
  expect(seen.join()).not.toContain(code)
  expect(seen.join()).not.toContain(lastToken('sign_in_link'))
})
