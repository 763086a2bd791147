import { expect, it } from 'vitest'
import { type CallOptions, createHarness, email, outcomes, times, wrong } from './harness.ts'

it('verifies the address of who is signed in, and keeps what is theirs', async () => {
  const { addUser, login, call, lastCode, stores, mails, named } = createHarness()
  const user = await addUser({ isEmailVerified: false })
  await stores.credentials.put({ userId: user.id, kind: 'password', value: 'hash', step: 0, updatedAt: 1 })
  const bearer = await login(user)
  const sent = await call('/email/send-verification', { bearer })
  expect([sent.outcome, sent.body]).toEqual(['200', { sent: true, email }])
  expect(mails[0]).toMatchObject({ to: email, template: 'verify_email', values: { minutes: '10' } })
  const verified = await call('/email/verify', { bearer, body: { code: lastCode() } })
  expect([verified.outcome, verified.body]).toEqual(['200', { verified: true }])
  expect(await stores.users.findById(user.id)).toMatchObject({ isEmailVerified: true, authVersion: user.authVersion })
  expect(await stores.credentials.find(user.id, 'password')).not.toBeNull()
  expect((await call('/me', { method: 'GET', bearer })).body.user_id).toBe(user.id)
  expect(named('email.verified').map(event => event.userId)).toEqual([user.id])
  expect(named('email.verification_sent').map(event => [event.userId, event.data])).toEqual([[user.id, {}]])
})

it('gives the session that a challenge owed, told by bearer, cookie or body', async () => {
  const shapes: ((challenge: string) => CallOptions & { body: object })[] = [
    bearer => ({ bearer, body: {} }),
    challenge => ({ cookie: `__Host-pylon_challenge=${challenge}`, body: {} }),
    challenge => ({ body: { challenge } }),
  ]
  for (const shape of shapes) {
    const { addUser, login, call, lastCode } = createHarness({ requireEmailVerified: true, isDevMode: true })
    const user = await addUser({ isEmailVerified: false })
    const options = shape(await login(user))
    const sent = await call('/email/send-verification', options)
    expect([sent.outcome, sent.body]).toEqual(['200', { sent: true, email, dev_code: lastCode() }])
    const { outcome, body } = await call('/email/verify', { ...options, body: { ...options.body, code: lastCode() } })
    expect(outcome).toBe('200')
    expect(body).toEqual({ verified: true, token: expect.any(String), user_id: user.id, expires_at: 1_802_592_000 })
    const me = (await call('/me', { method: 'GET', bearer: body.token })).body
    expect([me.user_id, me.amr]).toEqual([user.id, ['pwd']])
  }
})

it('needs no body to send to a session or to a challenge in the headers', async () => {
  const { addUser, login, call, clock } = createHarness()
  const bearer = await login(await addUser())
  expect((await call('/email/send-verification', { bearer })).outcome).toBe('200')
  clock.now += 60
  const headers = { 'Content-Type': 'application/json', 'Content-Length': '0' }
  expect((await call('/email/send-verification', { bearer, headers })).outcome).toBe('200')
})

it('takes the challenge that the body names before the session of the browser', async () => {
  const { addUser, login, call, lastCode, stores } = createHarness({ requireEmailVerified: true })
  const bearer = await login(await addUser({ id: 'usr_eve', email: 'eve@example.com' }))
  const ada = await addUser({ isEmailVerified: false })
  const body = { challenge: await login(ada) }
  expect((await call('/email/send-verification', { bearer, body })).body.email).toBe(email)
  const answer = await call('/email/verify', { bearer, body: { ...body, code: lastCode() } })
  expect(answer.body.user_id).toBe(ada.id)
  expect((await stores.users.findById(ada.id))?.isEmailVerified).toBe(true)
})

it('takes the challenge of a browser that still holds a guest session', async () => {
  const { addUser, login, call, lastCode } = createHarness({ requireEmailVerified: true })
  const user = await addUser({ isEmailVerified: false })
  const guest = (await call('/guest')).body.token
  const cookie = `__Host-pylon_session=${guest}; __Host-pylon_challenge=${await login(user)}`
  expect((await call('/email/send-verification', { cookie })).body.email).toBe(email)
  const answer = await call('/email/verify', { cookie, body: { code: lastCode() } })
  expect([answer.outcome, answer.body.user_id]).toEqual(['200', user.id])
})

it('refuses who is nobody, a guest, an API key, a JWT, and holders of other challenges', async () => {
  const harness = createHarness({ hasSecondFactor: id => id === 'usr_totp' })
  const { addUser, login, call, mails } = harness
  const user = await addUser()
  const totp = await addUser({ id: 'usr_totp', email: 'totp@example.com', isEmailVerified: false })
  const guest = (await call('/guest')).body.token
  for (const [bearer, outcome] of [
    [undefined, '401 AUTH_REQUIRED'],
    [guest, '401 AUTH_REQUIRED'],
    ['rubbish', '401 AUTH_REQUIRED'],
    [`pylonc_${'0'.repeat(64)}`, '401 AUTH_REQUIRED'],
    [`pylon_${'0'.repeat(64)}`, '401 AUTH_REQUIRED'],
    [await login(totp), '401 AUTH_REQUIRED'],
    [`pk.${user.id}`, '403 API_KEY_AUTH_FORBIDDEN'],
    [`jwt.${user.id}`, '403 API_KEY_AUTH_FORBIDDEN'],
  ] as const) {
    const options = bearer === undefined ? {} : { bearer }
    expect((await call('/email/send-verification', options)).outcome).toBe(outcome)
    expect((await call('/email/verify', { ...options, body: { code: '000000' } })).outcome).toBe(outcome)
  }
  expect(mails).toEqual([])
})

it.each([
  [{}, '400 INVALID_REQUEST'],
  [{ code: 123456 }, '400 INVALID_REQUEST'],
  [{ code: '123456', challenge: 5 }, '400 INVALID_REQUEST'],
  [{ code: '' }, '401 INVALID_CODE'],
  [{ code: '000000', challenge: 'pylonc_' }, '401 AUTH_REQUIRED'],
  [{ code: '000000', email: 'eve@example.com', user_id: 'usr_eve' }, '401 INVALID_CODE'],
])('/email/verify refuses %j', async (body, outcome) => {
  const { addUser, login, call } = createHarness()
  const bearer = await login(await addUser({ isEmailVerified: false }))
  expect((await call('/email/verify', { bearer, body })).outcome).toBe(outcome)
})

it('sends one mail a minute, and apart from sign-in codes', async () => {
  const { addUser, login, call, sendCode, clock } = createHarness()
  const bearer = await login(await addUser())
  await sendCode()
  const answers = await times(10, () => call('/email/send-verification', { bearer }))
  expect(outcomes(answers)).toEqual({ '200': 1, '429 RATE_LIMITED': 9 })
  clock.now += 60
  expect((await call('/email/send-verification', { bearer })).outcome).toBe('200')
})

it('sends to the verified as well, and still wants a right code of them', async () => {
  const { addUser, login, call, lastCode, named } = createHarness()
  const bearer = await login(await addUser())
  expect((await call('/email/send-verification', { bearer })).outcome).toBe('200')
  const refused = await call('/email/verify', { bearer, body: { code: wrong(lastCode()) } })
  expect(refused.outcome).toBe('401 INVALID_CODE')
  const { body } = await call('/email/verify', { bearer, body: { code: lastCode() } })
  expect([body, named('email.verified')]).toEqual([{ verified: true }, []])
})

it('judges at most five of 50 parallel guesses, with as many challenges as there are', async () => {
  const { addUser, login, call, lastCode, stores } = createHarness({ requireEmailVerified: true })
  const user = await addUser({ isEmailVerified: false })
  const challenges = await times(50, () => login(user))
  await call('/email/send-verification', { bearer: challenges[0] ?? '' })
  const right = lastCode()
  const answers = await times(50, at =>
    call('/email/verify', { bearer: challenges[at] ?? '', body: { code: wrong(right, at + 1) } }),
  )
  expect(outcomes(answers)).toEqual({ '401 INVALID_CODE': 5, '429 TOO_MANY_ATTEMPTS': 45 })
  const late = await call('/email/verify', { bearer: challenges[0] ?? '', body: { code: right } })
  expect(late.outcome).toBe('429 TOO_MANY_ATTEMPTS')
  expect((await stores.users.findById(user.id))?.isEmailVerified).toBe(false)
})

it('gives one session for 50 parallel right answers to a challenge', async () => {
  const { addUser, login, call, lastCode, stores } = createHarness({ requireEmailVerified: true })
  const bearer = await login(await addUser({ isEmailVerified: false }))
  await call('/email/send-verification', { bearer })
  const code = lastCode()
  const answers = await times(50, () => call('/email/verify', { bearer, body: { code } }))
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  expect(await stores.sessions.count()).toBe(1)
})

it('takes no challenge and no code from before a password change', async () => {
  const { addUser, login, call, lastCode, stores, clock } = createHarness({ requireEmailVerified: true })
  const user = await addUser({ isEmailVerified: false })
  const bearer = await login(user)
  await call('/email/send-verification', { bearer })
  const code = lastCode()
  const changed = await stores.users.update(user.id, {}, true, clock.now)
  expect((await call('/email/verify', { bearer, body: { code } })).outcome).toBe('401 AUTH_REQUIRED')
  expect((await call('/email/send-verification', { bearer })).outcome).toBe('401 AUTH_REQUIRED')
  const newer = await login(changed ?? user)
  expect((await call('/email/verify', { bearer: newer, body: { code } })).outcome).toBe('401 INVALID_CODE')
})

it('tells the banned so after a right code alone', async () => {
  const { addUser, login, call, lastCode, stores, clock } = createHarness({ requireEmailVerified: true })
  const user = await addUser({ isEmailVerified: false })
  const bearer = await login(user)
  await call('/email/send-verification', { bearer })
  await stores.users.update(user.id, { isBanned: true }, false, clock.now)
  const refused = await call('/email/verify', { bearer, body: { code: wrong(lastCode()) } })
  expect(refused.outcome).toBe('401 INVALID_CODE')
  expect((await call('/email/verify', { bearer, body: { code: lastCode() } })).outcome).toBe('403 USER_BANNED')
})
