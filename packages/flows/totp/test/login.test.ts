import { createKeys } from '@pylon/core'
import { expect, it } from 'vitest'
import { createHarness, someSecret, wrongCode } from './harness.ts'

it('finishes a sign-in with a code: a grant, a session by two factors, and cookies', async () => {
  const { enroll, begin, post, send, codeOf, events } = createHarness()
  const { user, secret } = await enroll()
  const begun = await begin(user)
  const cookie = `__Host-pylon_challenge=${begun.cookies['__Host-pylon_challenge']}`
  const answer = await post('totp/login', { code: codeOf(secret) }, { cookie })
  expect(answer.outcome).toBe('200')
  expect(answer.body).toEqual({
    token: expect.stringMatching(/^pylon_[0-9a-f]{64}$/),
    user_id: user.id,
    expires_at: expect.any(Number),
  })
  expect(answer.cookies).toEqual({ '__Host-pylon_session': answer.body.token, '__Host-pylon_challenge': '' })
  const me = await send('GET', 'me', { bearer: answer.body.token })
  expect(me.body.amr).toEqual(['pwd', 'otp', 'mfa'])
  expect(events.at(-1)).toMatchObject({ name: 'session.created', userId: user.id })
})

it('takes the challenge as bearer, as cookie, or in the body', async () => {
  const { enroll, begin, post, codeOf, clock } = createHarness()
  const { user, secret } = await enroll()
  for (const way of ['bearer', 'cookie', 'body']) {
    clock.now += 30
    const { challenge } = (await begin(user)).body
    const body = { code: codeOf(secret), ...(way === 'body' ? { challenge } : {}) }
    const options = {
      ...(way === 'bearer' ? { bearer: challenge } : {}),
      ...(way === 'cookie' ? { cookie: `__Host-pylon_challenge=${challenge}` } : {}),
    }
    expect((await post('totp/login', body, options)).outcome, way).toBe('200')
  }
})

it('takes the challenge of the body before a stale cookie or a guest’s bearer', async () => {
  const { enroll, begin, post, codeOf } = createHarness()
  const { user, secret } = await enroll()
  const guest = (await post('guest')).body.token
  const stale = (await begin(user)).body.challenge
  const { challenge } = (await begin(user)).body
  const options = { bearer: guest, cookie: `__Host-pylon_challenge=${stale}` }
  expect((await post('totp/login', { challenge, code: codeOf(secret) }, options)).outcome).toBe('200')
  expect((await post('totp/login', { challenge: stale, code: codeOf(secret, 1) })).outcome).toBe('200')
})

it('refuses what is no challenge', async () => {
  const { enroll, begin, post, codeOf, clock } = createHarness()
  const { user, bearer, secret } = await enroll()
  const { challenge } = (await begin(user)).body
  const code = codeOf(secret)
  for (const other of ['', 'x', bearer, `${challenge}0`, challenge.toUpperCase(), `pylonc_${'0'.repeat(64)}`]) {
    expect((await post('totp/login', { challenge: other, code })).outcome, other).toBe('401 INVALID_CHALLENGE')
  }
  expect((await post('totp/login', { code }, { bearer })).outcome).toBe('401 INVALID_CHALLENGE')
  expect((await post('totp/login', { code }, { cookie: `__Host-pylon_session=${bearer}` })).outcome).toBe(
    '401 INVALID_CHALLENGE',
  )
  expect((await post('totp/login', { code })).outcome).toBe('401 INVALID_CHALLENGE')
  clock.now += 600
  expect((await post('totp/login', { challenge, code: codeOf(secret) })).outcome).toBe('401 INVALID_CHALLENGE')
})

it('refuses a challenge that waits for something else', async () => {
  const { addUser, begin, post } = createHarness({ requireEmailVerified: true })
  const begun = await begin(await addUser({ isEmailVerified: false }))
  expect(begun.body.pending).toBe('email_verification')
  const answer = await post('totp/login', { challenge: begun.body.challenge, code: '000000' })
  expect(answer.outcome).toBe('401 INVALID_CHALLENGE')
})

it('leads on to what is owed after the second factor', async () => {
  const { enroll, begin, post, codeOf, stores, clock } = createHarness({ requireEmailVerified: true })
  const { user, secret } = await enroll()
  await stores.users.update(user.id, { isEmailVerified: false }, false, clock.now)
  const { challenge } = (await begin(user)).body
  const answer = await post('totp/login', { challenge, code: codeOf(secret) })
  expect([answer.outcome, answer.body.pending]).toEqual(['200', 'email_verification'])
})

it('takes no code of another user', async () => {
  const { enroll, begin, post, codeOf } = createHarness()
  const [ada, eve] = [await enroll(), await enroll()]
  const { challenge } = (await begin(ada.user)).body
  for (const code of [codeOf(eve.secret), eve.backupCodes[0]]) {
    expect((await post('totp/login', { challenge, code })).outcome).toBe('401 INVALID_TOTP_CODE')
  }
})

it.each<[string, unknown]>([
  ['no code', {}],
  ['a code that is a number', { code: 123_456 }],
  ['a list of codes', { code: ['123456'] }],
  ['null', { code: null }],
  ['an object', { code: { toString: '123456' } }],
  ['half a surrogate pair', '{"code":"\\ud800"}'],
  ['a challenge that is no text', { code: '123456', challenge: 5 }],
  ['trust as text', { code: '123456', trust_device: 'true' }],
  ['trust as a number', { code: '123456', trust_device: 1 }],
])('answers INVALID_REQUEST to %s, before anything is counted', async (_, body) => {
  const { enroll, begin, post, codeOf } = createHarness()
  const { user, secret } = await enroll()
  const { challenge } = (await begin(user)).body
  for (let at = 0; at < 12; at += 1) {
    expect((await post('totp/login', body, { bearer: challenge })).outcome).toBe('400 INVALID_REQUEST')
  }
  expect((await post('totp/login', { challenge, code: codeOf(secret) })).outcome).toBe('200')
})

it.each(['', ' ', 'x'.repeat(60_000), '０００００００', '\u0000', '12345', '1234567', "' OR 1=1 --", '-00001', '1e5'])(
  'answers INVALID_TOTP_CODE to %j',
  async code => {
    const { enroll, begin, post } = createHarness()
    const { user } = await enroll()
    const { challenge } = (await begin(user)).body
    expect((await post('totp/login', { challenge, code })).outcome).toBe('401 INVALID_TOTP_CODE')
  },
)

it('gives exactly one of 50 parallel callers with one challenge and the right code a session', async () => {
  const { enroll, begin, post, codeOf } = createHarness()
  const { user, secret } = await enroll()
  const { challenge } = (await begin(user)).body
  const code = codeOf(secret)
  const answers = await Promise.all(Array.from({ length: 50 }, () => post('totp/login', { challenge, code })))
  expect(answers.filter(answer => answer.outcome === '200')).toHaveLength(1)
})

it('takes a code once among 50 callers on two servers, each with a challenge of their own', async () => {
  const one = createHarness()
  const two = createHarness({ stores: one.stores, clock: one.clock })
  const { user, secret } = await one.enroll()
  const challenges = await Promise.all(Array.from({ length: 50 }, async () => (await one.begin(user)).body.challenge))
  const code = one.codeOf(secret)
  const answers = await Promise.all(
    challenges.map((challenge, at) => (at % 2 ? one : two).post('totp/login', { challenge, code })),
  )
  expect(answers.filter(answer => answer.outcome === '200')).toHaveLength(1)
})

it('takes no code again, nor one of an earlier step, also when the clock was set back', async () => {
  const { enroll, begin, post, codeOf, clock } = createHarness()
  const { user, secret } = await enroll()
  const login = async (code: string): Promise<string> => {
    const { challenge } = (await begin(user)).body
    return (await post('totp/login', { challenge, code })).outcome
  }
  const [earlier, code] = [codeOf(secret, -1), codeOf(secret)]
  expect(await login(code)).toBe('200')
  expect(await login(code)).toBe('401 INVALID_TOTP_CODE')
  expect(await login(earlier)).toBe('401 INVALID_TOTP_CODE')
  clock.now -= 30
  expect(await login(code)).toBe('401 INVALID_TOTP_CODE')
  clock.now += 60
  expect(await login(codeOf(secret))).toBe('200')
})

it('judges five codes at one challenge, however many arrive together', async () => {
  const { enroll, begin, post, codeOf, events } = createHarness()
  const { user, secret } = await enroll()
  const { challenge } = (await begin(user)).body
  const code = wrongCode(codeOf(secret))
  const answers = await Promise.all(Array.from({ length: 40 }, () => post('totp/login', { challenge, code })))
  expect(answers.filter(answer => answer.outcome === '401 INVALID_TOTP_CODE')).toHaveLength(5)
  expect(answers.filter(answer => answer.outcome === '429 TOO_MANY_ATTEMPTS')).toHaveLength(35)
  expect(events.filter(event => event.name === 'sign_in.failed')).toHaveLength(5)
  expect(events.at(-1)).toMatchObject({ userId: user.id, data: { method: 'totp' } })
  const refused = await post('totp/login', { challenge, code: codeOf(secret) })
  expect([refused.outcome, refused.headers.get('retry-after')]).toEqual(['429 TOO_MANY_ATTEMPTS', '1'])
  const next = (await begin(user)).body.challenge
  expect((await post('totp/login', { challenge: next, code: codeOf(secret) })).outcome).toBe('200')
})

it('judges ten wrong codes of a user in an hour over all challenges, and then not even a right one', async () => {
  const { enroll, begin, post, codeOf, clock } = createHarness()
  const { user, secret, backupCodes } = await enroll()
  const challenges = await Promise.all(Array.from({ length: 40 }, async () => (await begin(user)).body.challenge))
  const wrong = wrongCode(codeOf(secret))
  const answers = await Promise.all(challenges.map(challenge => post('totp/login', { challenge, code: wrong })))
  expect(answers.filter(answer => answer.outcome === '401 INVALID_TOTP_CODE')).toHaveLength(10)
  expect(answers.filter(answer => answer.outcome === '429 TOO_MANY_ATTEMPTS')).toHaveLength(30)
  clock.now += 60
  const { challenge } = (await begin(user)).body
  for (const code of [codeOf(secret), backupCodes[0]]) {
    const refused = await post('totp/login', { challenge, code })
    expect([refused.outcome, refused.headers.get('retry-after')]).toEqual(['429 TOO_MANY_ATTEMPTS', '3540'])
    expect(refused.body.error.retry_after_secs).toBe(3540)
  }
  clock.now += 3540
  const later = (await begin(user)).body.challenge
  expect((await post('totp/login', { challenge: later, code: codeOf(secret) })).outcome).toBe('200')
})

it('forgives by a success that one attempt, and no failure before it', async () => {
  const { enroll, begin, post, codeOf, clock } = createHarness()
  const { user, secret } = await enroll()
  for (let round = 0; round < 3; round += 1) {
    const { challenge } = (await begin(user)).body
    for (let at = 0; at < 3; at += 1) await post('totp/login', { challenge, code: wrongCode(codeOf(secret)) })
    expect((await post('totp/login', { challenge, code: codeOf(secret) })).outcome).toBe('200')
    clock.now += 30
  }
  const { challenge } = (await begin(user)).body
  const wrong = wrongCode(codeOf(secret))
  expect((await post('totp/login', { challenge, code: wrong })).outcome).toBe('401 INVALID_TOTP_CODE')
  expect((await post('totp/login', { challenge, code: wrong })).outcome).toBe('429 TOO_MANY_ATTEMPTS')
})

it('does not run out after many right codes', async () => {
  const { enroll, begin, post, codeOf, clock } = createHarness()
  const { user, secret } = await enroll()
  for (let round = 0; round < 15; round += 1) {
    const { challenge } = (await begin(user)).body
    expect((await post('totp/login', { challenge, code: codeOf(secret) })).outcome).toBe('200')
    clock.now += 30
  }
})

it('voids a challenge by a password change, and refuses the banned', async () => {
  const { enroll, begin, post, codeOf, stores, clock } = createHarness()
  const { user, secret } = await enroll()
  const first = (await begin(user)).body.challenge
  await stores.users.update(user.id, {}, true, clock.now)
  expect((await post('totp/login', { challenge: first, code: codeOf(secret) })).outcome).toBe('401 INVALID_CHALLENGE')
  const second = (await begin(user)).body.challenge
  await stores.users.update(user.id, { isBanned: true }, false, clock.now)
  expect((await post('totp/login', { challenge: second, code: codeOf(secret, 1) })).outcome).toBe('403 USER_BANNED')
})

it('owes the second factor still, and takes no code, when the secret cannot be opened', async () => {
  const before = createHarness()
  const { user, secret, backupCodes } = await before.enroll()
  const { stores, clock } = before
  const row = await stores.credentials.find(user.id, 'totp')
  const lost = createHarness({ stores, clock, keys: createKeys({ secret: 'another one' }) })
  const { challenge } = (await lost.begin(user)).body
  expect(challenge).toBeDefined()
  for (const code of [before.codeOf(secret), backupCodes[0]]) {
    expect((await lost.post('totp/login', { challenge, code })).outcome).toBe('401 INVALID_TOTP_CODE')
  }
  for (const value of ['', 'x', '.', `${row?.value.slice(0, -4)}AAAA`, row?.value.split('.')[0] ?? '', '{}', 'null']) {
    if (row !== null) await stores.credentials.put({ ...row, value })
    const begun = await before.begin(user)
    expect(begun.body.pending, value).toBe('second_factor')
    const answer = await before.post('totp/login', { challenge: begun.body.challenge, code: before.codeOf(secret) })
    expect(answer.outcome, value).toBe('401 INVALID_TOTP_CODE')
  }
})

it('opens secrets of before a rotation, and seals them again at a sign-in', async () => {
  const before = createHarness()
  const { user, secret, backupCodes } = await before.enroll()
  const { stores, clock } = before
  const sealed = (await stores.credentials.find(user.id, 'totp'))?.value
  const keys = createKeys({ secret: 'the next secret', previousSecrets: [someSecret] })
  const rotated = createHarness({ stores, clock, keys })
  const first = (await rotated.begin(user)).body.challenge
  const code = before.codeOf(secret)
  expect((await rotated.post('totp/login', { challenge: first, code })).outcome).toBe('200')
  const row = await stores.credentials.find(user.id, 'totp')
  expect(row?.value).not.toBe(sealed)
  expect(row?.step).toBe(clock.now / 30)

  const after = createHarness({ stores, clock, keys: createKeys({ secret: 'the next secret' }) })
  const second = (await after.begin(user)).body.challenge
  expect((await after.post('totp/login', { challenge: second, code })).outcome).toBe('401 INVALID_TOTP_CODE')
  expect((await after.post('totp/login', { challenge: second, code: before.codeOf(secret, 1) })).outcome).toBe('200')
  const third = (await rotated.begin(user)).body.challenge
  expect((await rotated.post('totp/login', { challenge: third, code: backupCodes[0] })).outcome).toBe('200')
})

it('answers 503, and spends nothing, when attempts cannot be counted', async () => {
  const { enroll, begin, post, codeOf, stores } = createHarness()
  const { user, secret } = await enroll()
  const { challenge } = (await begin(user)).body
  const { increment } = stores.counters
  stores.counters.increment = async () => {
    const { storeUnavailable } = await import('@pylon/core')
    throw storeUnavailable(new Error('gone'))
  }
  expect((await post('totp/login', { challenge, code: codeOf(secret) })).outcome).toBe('503 STORE_UNAVAILABLE')
  stores.counters.increment = increment
  expect((await post('totp/login', { challenge, code: codeOf(secret) })).outcome).toBe('200')
})
