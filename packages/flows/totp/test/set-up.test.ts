import { createKeys, type StoreBundle } from '@pylon/core'
import { expect, it } from 'vitest'
import { createHarness, someSecret, wrongCode } from './harness.ts'

it('hands out a secret, its URL and its QR code, and changes nothing', async () => {
  const { addUser, begin, post, stores } = createHarness()
  const user = await addUser()
  const { token: bearer } = (await begin(user)).body
  const setup = await post('totp/setup', {}, { bearer })
  expect(setup.outcome).toBe('200')
  expect(setup.body).toEqual({
    secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
    otpauth_url: `otpauth://totp/Acme:${encodeURIComponent(user.email)}?issuer=Acme&secret=${setup.body.secret}&algorithm=SHA1&digits=6&period=30`,
    qr_svg: expect.stringMatching(/^<svg .*<\/svg>$/),
    issuer: 'Acme',
    account: user.email,
  })
  expect((await begin(user)).body.token).toBeDefined()
  expect(await stores.credentials.find(user.id, 'totp')).toBeNull()
})

it('needs no body, and none of its members', async () => {
  const { addUser, begin, post } = createHarness()
  const bearer = (await begin(await addUser())).body.token
  expect((await post('totp/setup', undefined, { bearer })).outcome).toBe('200')
  expect((await post('totp/setup', undefined, { bearer, headers: { 'Content-Length': '0' } })).outcome).toBe('200')
  expect((await post('totp/setup', { code: null, extra: 1 }, { bearer })).outcome).toBe('200')
})

it('hands out another secret each time, of which the last one counts', async () => {
  const { addUser, begin, post, codeOf } = createHarness()
  const bearer = (await begin(await addUser())).body.token
  const [first, second] = [await post('totp/setup', {}, { bearer }), await post('totp/setup', {}, { bearer })]
  expect(first.body.secret).not.toBe(second.body.secret)
  expect((await post('totp/verify', { code: codeOf(first.body.secret) }, { bearer })).outcome).toBe(
    '401 INVALID_TOTP_CODE',
  )
  expect((await post('totp/verify', { code: codeOf(second.body.secret) }, { bearer })).outcome).toBe('200')
})

it('is for fresh sessions alone', async () => {
  const { addUser, begin, post, clock } = createHarness()
  expect((await post('totp/setup', {})).outcome).toBe('401 AUTH_REQUIRED')
  const bearer = (await begin(await addUser())).body.token
  clock.now += 901
  expect((await post('totp/setup', {}, { bearer })).outcome).toBe('403 REAUTH_REQUIRED')
})

it('turns on by the first code: ten backup codes, and a challenge at the next sign-in', async () => {
  const { addUser, begin, post, codeOf, events } = createHarness()
  const user = await addUser()
  const bearer = (await begin(user)).body.token
  const { secret } = (await post('totp/setup', {}, { bearer })).body
  const verified = await post('totp/verify', { code: codeOf(secret) }, { bearer })
  expect(verified.outcome).toBe('200')
  expect(verified.body).toEqual({ enabled: true, backup_codes: expect.any(Array) })
  expect(new Set(verified.body.backup_codes).size).toBe(10)
  expect((await begin(user)).body).toEqual({
    challenge: expect.stringMatching(/^pylonc_[0-9a-f]{64}$/),
    pending: 'second_factor',
    methods: ['totp'],
    expires_at: 1_800_000_600,
  })
  expect(events.map(event => event.name)).toEqual([
    'session.created',
    'totp.set_up',
    'totp.enabled',
    'sign_in.challenged',
  ])
  expect(JSON.stringify(events)).not.toContain(secret)
})

it('does not take the code that turned it on for a sign-in too', async () => {
  const { enroll, begin, post, clock, codeOf } = createHarness()
  const { user, secret } = await enroll()
  clock.now -= 30
  const { challenge } = (await begin(user)).body
  expect((await post('totp/login', { challenge, code: codeOf(secret) })).outcome).toBe('401 INVALID_TOTP_CODE')
  expect((await post('totp/login', { challenge, code: codeOf(secret, 1) })).outcome).toBe('200')
})

it('stores the secret sealed, and backup codes as digests', async () => {
  const { enroll, stores } = createHarness()
  const { user, secret, backupCodes } = await enroll()
  for (const kind of ['totp', 'totp_pending', 'backup_codes', 'trusted_devices']) {
    const value = (await stores.credentials.find(user.id, kind))?.value ?? ''
    expect(value).not.toContain(secret)
    for (const code of backupCodes) {
      expect(value).not.toContain(code)
      expect(value).not.toContain(code.replace('-', ''))
    }
  }
})

it('has nothing to verify without a setup, after it expired, and after it was used', async () => {
  const { addUser, begin, post, codeOf, clock } = createHarness()
  const bearer = (await begin(await addUser())).body.token
  expect((await post('totp/verify', { code: '000000' }, { bearer })).outcome).toBe('400 TOTP_NOT_SET_UP')
  const { secret } = (await post('totp/setup', {}, { bearer })).body
  clock.now += 20 * 60
  expect((await post('totp/verify', { code: codeOf(secret) }, { bearer })).outcome).toBe('400 TOTP_NOT_SET_UP')
  clock.now -= 1
  expect((await post('totp/verify', { code: codeOf(secret) }, { bearer })).outcome).toBe('200')
  expect((await post('totp/verify', { code: codeOf(secret, 1) }, { bearer })).outcome).toBe('400 TOTP_NOT_SET_UP')
})

it('gives the backup codes to exactly one of 20 parallel callers', async () => {
  const { addUser, begin, post, codeOf } = createHarness()
  const user = await addUser()
  const bearer = (await begin(user)).body.token
  const { secret } = (await post('totp/setup', {}, { bearer })).body
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post('totp/verify', { code: codeOf(secret) }, { bearer })),
  )
  const winners = answers.filter(answer => answer.outcome === '200')
  expect(winners).toHaveLength(1)
  const { challenge } = (await begin(user)).body
  const code = winners[0]?.body.backup_codes[0]
  expect((await post('totp/login', { challenge, code })).outcome).toBe('200')
})

it('judges ten wrong codes in an hour, however many arrive together, and then not even the right one', async () => {
  const { addUser, begin, post, codeOf, clock } = createHarness()
  const bearer = (await begin(await addUser())).body.token
  const { secret } = (await post('totp/setup', {}, { bearer })).body
  const code = wrongCode(codeOf(secret, 5))
  const answers = await Promise.all(Array.from({ length: 40 }, () => post('totp/verify', { code }, { bearer })))
  expect(answers.filter(answer => answer.outcome === '401 INVALID_TOTP_CODE')).toHaveLength(10)
  expect(answers.filter(answer => answer.outcome === '429 TOO_MANY_ATTEMPTS')).toHaveLength(30)
  const refused = await post('totp/verify', { code: codeOf(secret) }, { bearer })
  expect([refused.outcome, refused.headers.get('retry-after')]).toEqual(['429 TOO_MANY_ATTEMPTS', '3600'])
  clock.now += 3600
  expect((await post('totp/verify', { code: codeOf(secret) }, { bearer })).outcome).toBe('400 TOTP_NOT_SET_UP')
})

it('takes a current code when TOTP is on, and leaves the old secret in force until the new one is verified', async () => {
  const { enroll, begin, post, codeOf, clock } = createHarness()
  const { user, bearer, secret, backupCodes } = await enroll()
  expect((await post('totp/setup', {}, { bearer })).outcome).toBe('401 INVALID_TOTP_CODE')
  for (const code of [wrongCode(codeOf(secret)), '', backupCodes[0]]) {
    expect((await post('totp/setup', { code }, { bearer })).outcome).toBe('401 INVALID_TOTP_CODE')
  }
  const setup = await post('totp/setup', { code: codeOf(secret) }, { bearer })
  expect(setup.outcome).toBe('200')

  clock.now += 30
  const first = (await begin(user)).body.challenge
  expect((await post('totp/login', { challenge: first, code: codeOf(setup.body.secret) })).outcome).toBe(
    '401 INVALID_TOTP_CODE',
  )
  expect((await post('totp/login', { challenge: first, code: codeOf(secret) })).outcome).toBe('200')

  const verified = await post('totp/verify', { code: codeOf(setup.body.secret) }, { bearer })
  expect(verified.outcome).toBe('200')
  clock.now += 30
  const second = (await begin(user)).body.challenge
  for (const code of [codeOf(secret), backupCodes[1]]) {
    expect((await post('totp/login', { challenge: second, code })).outcome).toBe('401 INVALID_TOTP_CODE')
  }
  expect((await post('totp/login', { challenge: second, code: codeOf(setup.body.secret) })).outcome).toBe('200')
})

it('counts wrong codes at setup with those of sign-ins', async () => {
  const { enroll, begin, post, codeOf } = createHarness()
  const { user, bearer, secret } = await enroll()
  const code = wrongCode(codeOf(secret))
  for (let at = 0; at < 10; at += 1) await post('totp/setup', { code }, { bearer })
  expect((await post('totp/setup', { code: codeOf(secret) }, { bearer })).outcome).toBe('429 TOO_MANY_ATTEMPTS')
  const { challenge } = (await begin(user)).body
  expect((await post('totp/login', { challenge, code: codeOf(secret) })).outcome).toBe('429 TOO_MANY_ATTEMPTS')
})

it('lets a setup that was begun while TOTP was off not replace what came on since', async () => {
  const { addUser, begin, post, codeOf, stores, clock } = createHarness()
  const user = await addUser()
  const bearer = (await begin(user)).body.token
  const stolen = (await post('totp/setup', {}, { bearer })).body.secret
  const row = await stores.credentials.find(user.id, 'totp_pending')
  const own = (await post('totp/setup', {}, { bearer })).body.secret
  expect((await post('totp/verify', { code: codeOf(own) }, { bearer })).outcome).toBe('200')
  if (row !== null) await stores.credentials.put(row) // a setup of a stolen session, written just after
  clock.now += 30
  expect((await post('totp/verify', { code: codeOf(stolen) }, { bearer })).outcome).toBe('400 TOTP_NOT_SET_UP')
  const { challenge } = (await begin(user)).body
  expect((await post('totp/login', { challenge, code: codeOf(own) })).outcome).toBe('200')

  const current = await stores.credentials.find(user.id, 'totp')
  if (current !== null) await stores.credentials.put({ ...current, value: 'what no key opens' })
  expect((await post('totp/verify', { code: codeOf(stolen) }, { bearer })).outcome).toBe('400 TOTP_NOT_SET_UP')
})

it('turns nothing on when another setup was begun between the look at the code and the change', async () => {
  const { addUser, begin, post, codeOf, stores, totp } = createHarness()
  const user = await addUser()
  const bearer = (await begin(user)).body.token
  const { secret } = (await post('totp/setup', {}, { bearer })).body
  const latest: { secret: string } = { secret: '' }
  const racing: StoreBundle = {
    ...stores,
    async transaction(work) {
      latest.secret = (await totp.setUp(user.id, null))?.secret ?? ''
      return stores.transaction(work)
    },
  }
  const slow = createHarness({ stores: racing })
  expect((await slow.post('totp/verify', { code: codeOf(secret) }, { bearer })).outcome).toBe('400 TOTP_NOT_SET_UP')
  expect((await post('totp/verify', { code: codeOf(latest.secret) }, { bearer })).outcome).toBe('200')
})

it('opens no setup that was moved to another user, or into the place of a verified secret', async () => {
  const { addUser, begin, post, codeOf, stores } = createHarness()
  const [mallory, victim] = [await addUser(), await addUser()]
  const [bearer, victimBearer] = [(await begin(mallory)).body.token, (await begin(victim)).body.token]
  const { secret } = (await post('totp/setup', {}, { bearer })).body
  const row = await stores.credentials.find(mallory.id, 'totp_pending')
  if (row === null) throw new Error('no setup')
  await stores.credentials.put({ ...row, userId: victim.id })
  expect((await post('totp/verify', { code: codeOf(secret) }, { bearer: victimBearer })).outcome).toBe(
    '400 TOTP_NOT_SET_UP',
  )
  await stores.credentials.put({ ...row, kind: 'totp' })
  const { challenge } = (await begin(mallory)).body
  expect((await post('totp/login', { challenge, code: codeOf(secret) })).outcome).toBe('401 INVALID_TOTP_CODE')
})

it('keeps codes working when the parameters change for those who come later', async () => {
  const before = createHarness()
  const { user, secret } = await before.enroll()
  const { stores, clock } = before
  const after = createHarness({ stores, clock, digits: 8, algorithm: 'SHA512', periodSecs: 60 })
  const { challenge } = (await after.begin(user)).body
  expect((await after.post('totp/login', { challenge, code: before.codeOf(secret) })).outcome).toBe('200')

  const later = await after.enroll()
  expect(later.secret).toHaveLength(103)
  clock.now += 60
  const next = (await after.begin(later.user)).body.challenge
  const code = after.codeOf(later.secret)
  expect(code).toHaveLength(8)
  expect((await after.post('totp/login', { challenge: next, code: code.slice(0, 6) })).outcome).toBe(
    '401 INVALID_TOTP_CODE',
  )
  expect((await after.post('totp/login', { challenge: next, code })).outcome).toBe('200')
})

it('sets up again with another period, and the first code after that counts', async () => {
  const before = createHarness({ periodSecs: 15 })
  const { user, bearer, secret } = await before.enroll()
  const after = createHarness({ stores: before.stores, clock: before.clock, periodSecs: 60 })
  const setup = await after.post('totp/setup', { code: before.codeOf(secret) }, { bearer })
  expect((await after.post('totp/verify', { code: after.codeOf(setup.body.secret) }, { bearer })).outcome).toBe('200')
  before.clock.now += 60
  const { challenge } = (await after.begin(user)).body
  expect((await after.post('totp/login', { challenge, code: after.codeOf(setup.body.secret) })).outcome).toBe('200')
})

it('refuses a setup when the secret that is on cannot be opened any more', async () => {
  const before = createHarness()
  const { bearer, secret } = await before.enroll()
  const keys = createKeys({ secret: `${someSecret}, another one` })
  const after = createHarness({ stores: before.stores, clock: before.clock, keys })
  for (const body of [{}, { code: before.codeOf(secret) }]) {
    expect((await after.post('totp/setup', body, { bearer })).outcome).toBe('401 INVALID_TOTP_CODE')
  }
})
