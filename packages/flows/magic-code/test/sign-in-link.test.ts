import { hashToken } from '@pylon/core'
import { expect, it } from 'vitest'
import { type Answer, createHarness, email, type Harness, outcomes, times } from './harness.ts'

const sendLink = ({ call }: Harness, body: object = {}): Promise<Answer> =>
  call('/magic-link/send', { body: { email, ...body } })
const redeem = ({ call }: Harness, token: string): Promise<Answer> => call('/magic-link/verify', { body: { token } })
const lastToken = ({ lastToken }: Harness): string => lastToken('sign_in_link')

it('signs up with a link, marks the address verified, and signs in again under the same user', async () => {
  const harness = createHarness()
  const sent = await sendLink(harness)
  expect([sent.outcome, sent.body]).toEqual(['200', { sent: true }])
  const signedUp = await redeem(harness, lastToken(harness))
  expect(signedUp.outcome).toBe('200')
  expect(signedUp.body).toEqual({
    token: expect.stringMatching(/^pylon_[0-9a-f]{64}$/),
    user_id: expect.stringMatching(/^usr_/),
    expires_at: 1_802_592_000,
  })
  expect(signedUp.headers.get('set-cookie')).toContain('__Host-pylon_session=pylon_')
  expect(await harness.stores.users.findByEmail(email)).toMatchObject({ isEmailVerified: true })
  await sendLink(harness)
  expect((await redeem(harness, lastToken(harness))).body.user_id).toBe(signedUp.body.user_id)
})

it('mails a link that begins with the public URL, whatever the request calls the host', async () => {
  const harness = createHarness({ publicUrl: 'https://id.example.com/' })
  const headers = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' }
  await harness.call('/magic-link/send', { body: { email }, headers })
  expect(harness.mails).toEqual([
    {
      to: email,
      template: 'sign_in_link',
      values: {
        url: expect.stringMatching(
          /^https:\/\/id\.example\.com\/api\/auth\/magic-link\/verify\?token=pylonl_[0-9a-f]{64}$/,
        ),
        minutes: '15',
      },
      key: `magic-link:${hashToken(email)}`,
      expiresAt: 1_800_000_900,
    },
  ])
})

it('shows the link in development alone', async () => {
  const harness = createHarness({ isDevMode: true })
  const { body } = await sendLink(harness)
  expect(body).toEqual({ sent: true, dev_url: harness.mails[0]?.values.url })
})

it('tells who signed in by what, and never by which token', async () => {
  const harness = createHarness()
  await redeem(harness, `pylonl_${'0'.repeat(64)}`)
  await sendLink(harness)
  const { body } = await redeem(harness, lastToken(harness))
  const { events } = harness
  expect(events.map(({ name, userId, data }) => ({ name, userId, data }))).toEqual([
    { name: 'sign_in.failed', userId: null, data: { method: 'magic_link' } },
    { name: 'magic.link_sent', userId: null, data: {} },
    { name: 'user.registered', userId: body.user_id, data: { method: 'magic_link' } },
    { name: 'session.created', userId: body.user_id, data: expect.anything() },
  ])
  expect(JSON.stringify(events)).not.toMatch(/ada@|pylonl_/)
})

it.each([
  ['/magic-link/send', {}, '400 MISSING_EMAIL'],
  ['/magic-link/send', { email: 'rubbish' }, '400 INVALID_EMAIL'],
  ['/magic-link/send', { email: [] }, '400 INVALID_REQUEST'],
  ['/magic-link/send', { email, callback_url: 5 }, '400 INVALID_REQUEST'],
  ['/magic-link/send', { email, callback_url: '' }, '403 UNTRUSTED_REDIRECT'],
  ['/magic-link/send', { email, callback_url: '//evil.example' }, '403 UNTRUSTED_REDIRECT'],
  ['/magic-link/send', { email, callback_url: '/\\evil.example' }, '403 UNTRUSTED_REDIRECT'],
  ['/magic-link/send', { email, callback_url: 'https:evil.example' }, '403 UNTRUSTED_REDIRECT'],
  ['/magic-link/send', { email, callback_url: 'https://evil.example/' }, '403 UNTRUSTED_REDIRECT'],
  ['/magic-link/send', { email, callback_url: 'https://id.example.com@evil.example/' }, '403 UNTRUSTED_REDIRECT'],
  ['/magic-link/send', { email, callback_url: 'https://id.example.com.evil.example/' }, '403 UNTRUSTED_REDIRECT'],
  ['/magic-link/send', { email, callback_url: 'javascript:alert(1)' }, '403 UNTRUSTED_REDIRECT'],
  ['/magic-link/send', { email, callback_url: '/a\r\nSet-Cookie: b' }, '403 UNTRUSTED_REDIRECT'],
  ['/magic-link/verify', {}, '400 INVALID_REQUEST'],
  ['/magic-link/verify', { token: 5 }, '400 INVALID_REQUEST'],
  ['/magic-link/verify', { token: '' }, '401 INVALID_TOKEN'],
  ['/magic-link/verify', { token: `pylonl_${'0'.repeat(64)}` }, '401 INVALID_TOKEN'],
  ['/magic-link/verify', { token: `pylon_${'0'.repeat(64)}` }, '401 INVALID_TOKEN'],
])('%s refuses %j', async (path, body, outcome) => {
  const { call, mails, stores } = createHarness()
  expect((await call(path, { body })).outcome).toBe(outcome)
  expect(mails).toEqual([])
  expect(await stores.users.count()).toBe(0)
})

it('gives one session for 200 parallel redemptions of a link, and one user', async () => {
  const harness = createHarness()
  await sendLink(harness)
  const answers = await times(200, () => redeem(harness, lastToken(harness)))
  expect(outcomes(answers)).toEqual({ '200': 1, '401 INVALID_TOKEN': 199 })
  expect(await harness.stores.users.count()).toBe(1)
  expect(await harness.stores.sessions.count()).toBe(1)
})

it('takes a whole token alone', async () => {
  const harness = createHarness()
  await sendLink(harness)
  const token = lastToken(harness)
  for (const other of [token.slice(0, -1), `${token}0`, token.toUpperCase(), ` ${token}`, `${token}\u0000`]) {
    expect((await redeem(harness, other)).outcome).toBe('401 INVALID_TOKEN')
  }
  expect((await redeem(harness, token)).outcome).toBe('200')
})

it('voids the link before, of any that are asked for in parallel too', async () => {
  const harness = createHarness()
  await times(3, () => sendLink(harness))
  const tokens = harness.mails.map(mail => new URL(mail.values.url ?? '').searchParams.get('token') ?? '')
  const answers = await times(3, at => redeem(harness, tokens[at] ?? ''))
  expect(outcomes(answers)).toEqual({ '200': 1, '401 INVALID_TOKEN': 2 })
  await sendLink(harness)
  const first = lastToken(harness)
  await sendLink(harness)
  expect((await redeem(harness, first)).outcome).toBe('401 INVALID_TOKEN')
  expect((await redeem(harness, lastToken(harness))).outcome).toBe('200')
})

it('takes a link for 15 minutes, and no used one when the clock is set back', async () => {
  const harness = createHarness()
  await sendLink(harness)
  harness.clock.now += 900
  expect((await redeem(harness, lastToken(harness))).outcome).toBe('401 INVALID_TOKEN')
  await sendLink(harness)
  harness.clock.now += 899
  expect((await redeem(harness, lastToken(harness))).outcome).toBe('200')
  harness.clock.now -= 800
  expect((await redeem(harness, lastToken(harness))).outcome).toBe('401 INVALID_TOKEN')
})

it('sends five links to an address in 15 minutes, of any number that are asked for in parallel', async () => {
  const harness = createHarness()
  const answers = await times(30, () => sendLink(harness))
  expect(outcomes(answers)).toEqual({ '200': 5, '429 RATE_LIMITED': 25 })
  expect(answers.find(answer => answer.status === 429)?.headers.get('retry-after')).toBe('900')
  expect(harness.mails).toHaveLength(5)
  expect((await sendLink(harness, { email: 'eve@example.com' })).outcome).toBe('200')
  harness.clock.now += 900
  expect((await sendLink(harness)).outcome).toBe('200')
})

it('tells where to go then, a path of this server or a trusted origin', async () => {
  const harness = createHarness({ trustedOrigins: ['https://app.example.com'] })
  for (const [callback_url, expected] of [
    ['/welcome?a=b', 'https://id.example.com/welcome?a=b'],
    ['https://app.example.com/in', 'https://app.example.com/in'],
    ['https://APP.example.com:443', 'https://app.example.com/'],
    [null, undefined],
  ]) {
    expect((await sendLink(harness, { callback_url })).outcome).toBe('200')
    expect((await redeem(harness, lastToken(harness))).body.callback_url).toBe(expected)
  }
})

it('owes the second factor after a right link, and tells where to go with the challenge', async () => {
  const harness = createHarness({ hasSecondFactor: () => true })
  await harness.addUser()
  await sendLink(harness, { callback_url: '/in' })
  const { body } = await redeem(harness, lastToken(harness))
  expect(body).toEqual({
    challenge: expect.stringMatching(/^pylonc_/),
    pending: 'second_factor',
    methods: ['stub'],
    expires_at: 1_800_000_600,
    callback_url: 'https://id.example.com/in',
  })
  expect(await harness.stores.sessions.count()).toBe(0)
})

it('tells the banned so after a right link alone', async () => {
  const harness = createHarness()
  await harness.addUser({ isBanned: true })
  expect((await sendLink(harness)).body).toEqual({ sent: true })
  expect((await redeem(harness, `pylonl_${'0'.repeat(64)}`)).outcome).toBe('401 INVALID_TOKEN')
  expect((await redeem(harness, lastToken(harness))).outcome).toBe('403 USER_BANNED')
})

it('takes no link that was sent before a password change or a deletion', async () => {
  const harness = createHarness()
  const { stores, clock, addUser } = harness
  const user = await addUser()
  await sendLink(harness)
  await stores.users.update(user.id, {}, true, clock.now)
  expect((await redeem(harness, lastToken(harness))).outcome).toBe('401 INVALID_TOKEN')
  await sendLink(harness)
  await stores.users.delete(user.id)
  expect((await redeem(harness, lastToken(harness))).outcome).toBe('401 INVALID_TOKEN')
  expect(await stores.users.count()).toBe(0)
})

it('takes no link of another purpose', async () => {
  const harness = createHarness()
  const bearer = await harness.login(await harness.addUser())
  await harness.call('/email/change/request', { bearer, body: { new_email: 'new@example.com' } })
  await sendLink(harness)
  expect((await redeem(harness, harness.lastToken('change_email'))).outcome).toBe('401 INVALID_TOKEN')
  const body = { token: lastToken(harness) }
  expect((await harness.call('/email/change/confirm', { body })).outcome).toBe('401 INVALID_TOKEN')
  expect((await redeem(harness, lastToken(harness))).outcome).toBe('200')
})
