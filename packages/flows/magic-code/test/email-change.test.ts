import { hashToken } from '@pylon/core'
import { expect, it } from 'vitest'
import { type Answer, createHarness, email, type Harness, outcomes, passwordCheck, times } from './harness.ts'

const newEmail = 'new@example.com'
const request = ({ call }: Harness, bearer: string, body: object = {}): Promise<Answer> =>
  call('/email/change/request', { bearer, body: { new_email: newEmail, ...body } })
const confirm = ({ call }: Harness, token: string): Promise<Answer> =>
  call('/email/change/confirm', { body: { token } })
const lastToken = ({ lastToken }: Harness): string => lastToken('change_email')

it('changes the address after the new one is proved, ends every session and gives a new one', async () => {
  const harness = createHarness()
  const { addUser, login, stores, call, events } = harness
  const user = await addUser({ isEmailVerified: false })
  const [bearer, other] = [await login(user), await login(user)]
  expect((await request(harness, bearer, { new_email: ' NEW@example.com' })).body).toEqual({ sent: true })
  expect(await stores.users.findByEmail(newEmail)).toBeNull()
  const confirmed = await confirm(harness, lastToken(harness))
  expect([confirmed.outcome, confirmed.body.user_id]).toEqual(['200', user.id])
  expect(await stores.users.findById(user.id)).toMatchObject({
    email: newEmail,
    isEmailVerified: true,
    authVersion: user.authVersion + 1,
  })
  for (const token of [bearer, other])
    expect((await call('/me', { method: 'GET', bearer: token })).body.user_id).toBeNull()
  expect((await call('/me', { method: 'GET', bearer: confirmed.body.token })).body.amr).toEqual(['otp'])
  expect(
    events.filter(event => event.name.startsWith('email.')).map(({ name, userId, data }) => [name, userId, data]),
  ).toEqual([
    ['email.change_requested', user.id, {}],
    ['email.changed', user.id, {}],
  ])
})

it('mails a link to the new address, and tells the old one', async () => {
  const harness = createHarness()
  const user = await harness.addUser()
  await request(harness, await harness.login(user))
  const url = expect.stringMatching(
    /^https:\/\/id\.example\.com\/api\/auth\/email\/change\/confirm\?token=pylone_\w{64}$/,
  )
  expect(harness.mails).toEqual([
    {
      to: newEmail,
      template: 'change_email',
      values: { url, hours: '24', new_email: newEmail },
      key: `email-change:${hashToken(user.id)}`,
      expiresAt: 1_800_086_400,
      isDecoy: false,
    },
    {
      to: email,
      template: 'email_change_notice',
      values: { new_email: newEmail },
      key: `email-change-notice:${hashToken(user.id)}`,
      expiresAt: 1_800_086_400,
    },
  ])
})

it('says the same of a taken address, and sends nothing there', async () => {
  const harness = createHarness()
  const bearer = await harness.login(await harness.addUser())
  await harness.addUser({ id: 'usr_eve', email: newEmail })
  const taken = await request(harness, bearer)
  const free = await request(harness, bearer, { new_email: 'free@example.com' })
  expect([taken.status, taken.text]).toEqual([free.status, free.text])
  expect(harness.mails.map(mail => [mail.template, mail.isDecoy ?? false])).toEqual([
    ['change_email', true],
    ['email_change_notice', false],
    ['change_email', false],
    ['email_change_notice', false],
  ])
})

it('shows the link in development alone', async () => {
  const harness = createHarness({ isDevMode: true })
  const { body } = await request(harness, await harness.login(await harness.addUser()))
  expect(body).toEqual({ sent: true, dev_url: harness.mails[0]?.values.url })
})

it('is for sessions whose owner has proved who they are just now', async () => {
  const harness = createHarness()
  const { addUser, login, call, clock, mails } = harness
  const user = await addUser()
  const bearer = await login(user)
  for (const key of [`pk.${user.id}`, `jwt.${user.id}`]) {
    expect((await request(harness, key)).outcome).toBe('403 API_KEY_AUTH_FORBIDDEN')
  }
  expect((await call('/email/change/request', { body: { new_email: newEmail } })).outcome).toBe('401 AUTH_REQUIRED')
  expect((await request(harness, (await call('/guest')).body.token)).outcome).toBe('401 AUTH_REQUIRED')
  clock.now += 901
  expect((await request(harness, bearer)).outcome).toBe('403 REAUTH_REQUIRED')
  expect(mails).toEqual([])
})

it.each([
  [{ new_email: 'rubbish' }, '400 INVALID_EMAIL'],
  [{ new_email: 'a@example.com,b@example.com' }, '400 INVALID_EMAIL'],
  [{ new_email: 'a@example.com\nBcc: b@example.com' }, '400 INVALID_EMAIL'],
  [{ new_email: undefined }, '400 INVALID_REQUEST'],
  [{ new_email: 5 }, '400 INVALID_REQUEST'],
  [{ current_password: 5 }, '400 INVALID_REQUEST'],
  [{ current_password: 'wrong' }, '401 WRONG_PASSWORD'],
  [{ current_password: '' }, '401 WRONG_PASSWORD'],
  [{ current_password: 'right' }, '200'],
  [{ current_password: null }, '200'],
  [{ user_id: 'usr_eve', email: 'eve@example.com' }, '200'],
])('answers a request with %j', async (body, outcome) => {
  const harness = createHarness({ passwordCheck })
  const bearer = await harness.login(await harness.addUser())
  expect((await request(harness, bearer, body)).outcome).toBe(outcome)
  expect(harness.mails.map(mail => mail.to)).toEqual(outcome === '200' ? [newEmail, email] : [])
})

it('refuses what is no token of a change', async () => {
  const harness = createHarness()
  expect((await harness.call('/email/change/confirm', { body: {} })).outcome).toBe('400 INVALID_REQUEST')
  for (const token of ['', 'rubbish', `pylone_${'0'.repeat(64)}`, `pylonl_${'0'.repeat(64)}`]) {
    expect((await confirm(harness, token)).outcome).toBe('401 INVALID_TOKEN')
  }
})

it('confirms once, of 50 in parallel', async () => {
  const harness = createHarness()
  await request(harness, await harness.login(await harness.addUser()))
  const answers = await times(50, () => confirm(harness, lastToken(harness)))
  expect(outcomes(answers)).toEqual({ '200': 1, '401 INVALID_TOKEN': 49 })
  expect(await harness.stores.sessions.count()).toBe(1)
})

it('confirms for 24 hours', async () => {
  const harness = createHarness()
  const user = await harness.addUser()
  await request(harness, await harness.login(user))
  harness.clock.now += 86_400
  expect((await confirm(harness, lastToken(harness))).outcome).toBe('401 INVALID_TOKEN')
  await request(harness, await harness.login(user))
  harness.clock.now += 86_399
  expect((await confirm(harness, lastToken(harness))).outcome).toBe('200')
})

it('voids the request before', async () => {
  const harness = createHarness()
  const bearer = await harness.login(await harness.addUser())
  await request(harness, bearer)
  const first = lastToken(harness)
  await request(harness, bearer, { new_email: 'other@example.com' })
  expect((await confirm(harness, first)).outcome).toBe('401 INVALID_TOKEN')
  await confirm(harness, lastToken(harness))
  expect((await harness.stores.users.list('', 10, null)).users.map(user => user.email)).toEqual(['other@example.com'])
})

it('is void after a password change, a ban, a deletion or another change of the address', async () => {
  const harness = createHarness()
  const { addUser, login, stores, clock } = harness
  const user = await addUser()
  const now = clock.now
  for (const change of [
    () => stores.users.update(user.id, {}, true, now),
    () => stores.users.update(user.id, { isBanned: true }, true, now),
    () => stores.users.update(user.id, { isBanned: false, email: 'else@example.com' }, false, now),
    () => stores.users.delete(user.id),
  ]) {
    const latest = await stores.users.update(user.id, { isBanned: false }, false, now)
    await request(harness, await login(latest ?? user))
    await change()
    expect((await confirm(harness, lastToken(harness))).outcome).toBe('401 INVALID_TOKEN')
  }
})

it('answers EMAIL_TAKEN when the address became somebody’s, and leaves both as they are', async () => {
  const harness = createHarness()
  const { addUser, login, stores, call } = harness
  const user = await addUser()
  const bearer = await login(user)
  await request(harness, bearer)
  const eve = await addUser({ id: 'usr_eve', email: newEmail })
  expect((await confirm(harness, lastToken(harness))).outcome).toBe('409 EMAIL_TAKEN')
  expect((await confirm(harness, lastToken(harness))).outcome).toBe('401 INVALID_TOKEN')
  expect([await stores.users.findById(user.id), await stores.users.findById(eve.id)]).toEqual([user, eve])
  expect((await call('/me', { method: 'GET', bearer })).body.user_id).toBe(user.id)
})

it('gives an address to one of 10 who confirm it in parallel', async () => {
  const harness = createHarness()
  const tokens: string[] = []
  for (let at = 0; at < 10; at += 1) {
    const user = await harness.addUser({ id: `usr_${at}`, email: `user${at}@example.com` })
    await request(harness, await harness.login(user))
    tokens.push(lastToken(harness))
  }
  const answers = await times(10, at => confirm(harness, tokens[at] ?? ''))
  expect(outcomes(answers)).toEqual({ '200': 1, '409 EMAIL_TAKEN': 9 })
})

it('takes five requests of a user in an hour', async () => {
  const harness = createHarness()
  const user = await harness.addUser()
  const bearer = await harness.login(user)
  const answers = await times(20, at => request(harness, bearer, { new_email: `new${at}@example.com` }))
  expect(outcomes(answers)).toEqual({ '200': 5, '429 RATE_LIMITED': 15 })
  expect(answers.find(answer => answer.status === 429)?.headers.get('retry-after')).toBe('3600')
  harness.clock.now += 3_600
  expect((await request(harness, await harness.login(user))).outcome).toBe('200')
})

it('owes the second factor after the change', async () => {
  const harness = createHarness({
    hasSecondFactor: id => harness.named('email.changed').some(({ userId }) => userId === id),
  })
  await request(harness, await harness.login(await harness.addUser()))
  const { outcome, body } = await confirm(harness, lastToken(harness))
  expect([outcome, body.pending]).toEqual(['200', 'second_factor'])
  expect(await harness.stores.sessions.count()).toBe(0)
})

it('needs a mailer', async () => {
  const harness = createHarness({ hasMailer: false })
  const bearer = await harness.login(await harness.addUser())
  expect((await request(harness, bearer)).outcome).toBe('501 EMAIL_NOT_CONFIGURED')
})
