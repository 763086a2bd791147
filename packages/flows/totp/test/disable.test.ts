import { expect, it } from 'vitest'
import { createHarness, wrongCode } from './harness.ts'

const kinds = ['totp', 'totp_pending', 'backup_codes', 'trusted_devices']

it('turns off by a code, and everything that stood in for it goes too', async () => {
  const { enroll, begin, post, send, codeOf, stores, events, clock } = createHarness()
  const { user, bearer, secret, backupCodes } = await enroll()
  const { challenge } = (await begin(user)).body
  await post('totp/login', { challenge, code: backupCodes[0], trust_device: true })
  await post('totp/setup', { code: codeOf(secret) }, { bearer })
  clock.now += 30
  const answer = await post('totp/disable', { code: codeOf(secret) }, { bearer })
  expect([answer.outcome, answer.body]).toEqual(['200', { disabled: true }])
  expect(events.at(-1)?.name).toBe('totp.disabled')
  for (const kind of kinds) expect(await stores.credentials.find(user.id, kind), kind).toBeNull()
  expect((await begin(user)).body.token).toBeDefined()
  expect((await send('GET', 'trusted-devices', { bearer })).body).toEqual([])
})

it('turns off by a backup code', async () => {
  const { enroll, begin, post } = createHarness()
  const { user, bearer, backupCodes } = await enroll()
  expect((await post('totp/disable', { code: backupCodes[0] }, { bearer })).outcome).toBe('200')
  expect((await begin(user)).body.token).toBeDefined()
})

it('stays on without proof', async () => {
  const { enroll, addUser, begin, post, codeOf, clock } = createHarness()
  const { user, bearer, secret } = await enroll()
  const disable = async (body: unknown, token?: string): Promise<string> =>
    (await post('totp/disable', body, token === undefined ? {} : { bearer: token })).outcome
  expect(await disable({ code: codeOf(secret) })).toBe('401 AUTH_REQUIRED')
  expect(await disable({ code: codeOf(secret) }, (await begin(user)).body.challenge)).toBe('401 AUTH_REQUIRED')
  expect(await disable({}, bearer)).toBe('400 INVALID_REQUEST')
  expect(await disable({ code: 123_456 }, bearer)).toBe('400 INVALID_REQUEST')
  expect(await disable({ code: wrongCode(codeOf(secret)) }, bearer)).toBe('401 INVALID_TOTP_CODE')
  expect(await disable({ code: '' }, bearer)).toBe('401 INVALID_TOTP_CODE')
  const other = (await begin(await addUser())).body.token
  expect(await disable({ code: codeOf(secret), user_id: user.id }, other)).toBe('400 TOTP_NOT_SET_UP')
  clock.now += 901
  expect(await disable({ code: codeOf(secret) }, bearer)).toBe('403 REAUTH_REQUIRED')
  expect((await begin(user)).body.challenge).toBeDefined()
})

it('judges ten wrong codes in an hour, however many arrive together, and then not even the right one', async () => {
  const { enroll, post, codeOf, events } = createHarness()
  const { bearer, secret } = await enroll()
  const code = wrongCode(codeOf(secret))
  const answers = await Promise.all(Array.from({ length: 40 }, () => post('totp/disable', { code }, { bearer })))
  expect(answers.filter(answer => answer.outcome === '401 INVALID_TOTP_CODE')).toHaveLength(10)
  expect(answers.filter(answer => answer.outcome === '429 TOO_MANY_ATTEMPTS')).toHaveLength(30)
  expect(events.filter(event => event.name === 'totp.failed')).toHaveLength(10)
  const refused = await post('totp/disable', { code: codeOf(secret) }, { bearer })
  expect([refused.outcome, refused.headers.get('retry-after')]).toEqual(['429 TOO_MANY_ATTEMPTS', '3600'])
})

it('is never half off: of turning off and turning on again at once, one is as if it came last', async () => {
  const { enroll, begin, post, codeOf, stores, clock } = createHarness()
  const { user, bearer, secret, backupCodes } = await enroll()
  const setup = await post('totp/setup', { code: codeOf(secret) }, { bearer })
  clock.now += 30
  const [disabled, verified] = await Promise.all([
    post('totp/disable', { code: backupCodes[0] }, { bearer }),
    post('totp/verify', { code: codeOf(setup.body.secret) }, { bearer }),
  ])
  const rows = await Promise.all(kinds.map(kind => stores.credentials.find(user.id, kind)))
  const [totp, pending, codes] = rows.map(row => row !== null)
  expect(pending).toBe(false)
  expect(codes).toBe(totp)
  expect((await begin(user)).body.challenge !== undefined).toBe(totp)
  expect([disabled.outcome, verified.outcome]).toContain('200')
})
