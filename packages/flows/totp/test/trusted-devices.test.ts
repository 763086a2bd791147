import { expect, it } from 'vitest'
import { createHarness, type Enrolled, type Harness } from './harness.ts'

const cookieName = '__Host-pylon_trusted_device'
const monthSecs = 30 * 86_400

/** Signs in by both factors and asks to be trusted; answers the cookie as a browser sends it. */
async function trust(
  { begin, post, codeOf, clock }: Harness,
  { user, secret }: Enrolled,
  { label = 'Laptop', cookie = '' } = {},
): Promise<{ readonly cookie: string; readonly bearer: string; readonly setCookie: string }> {
  const { challenge } = (await begin(user, { cookie })).body
  const body = { challenge, code: codeOf(secret), trust_device: true }
  const answer = await post('totp/login', body, { headers: { 'X-Device-Label': label }, cookie })
  expect(answer.outcome).toBe('200')
  clock.now += 30
  const setCookie = answer.headers.getSetCookie().find(each => each.startsWith(cookieName)) ?? ''
  return { cookie: setCookie.split(';', 1)[0] ?? '', bearer: answer.body.token, setCookie }
}

const isTrusted = async ({ begin }: Harness, { user }: Pick<Enrolled, 'user'>, cookie: string): Promise<boolean> =>
  (await begin(user, { cookie })).body.token !== undefined

it('lets a trusted browser skip the second factor, for 30 days', async () => {
  const harness = createHarness()
  const ada = await harness.enroll()
  const { cookie, setCookie } = await trust(harness, ada)
  expect(setCookie).toMatch(
    /^__Host-pylon_trusted_device=pylont_[0-9a-f]{64}; Max-Age=2592000; Path=\/; HttpOnly; Secure/,
  )
  expect(await isTrusted(harness, ada, cookie)).toBe(true)
  expect(await isTrusted(harness, ada, '')).toBe(false)
  harness.clock.now += monthSecs - 31
  expect(await isTrusted(harness, ada, cookie)).toBe(true)
  harness.clock.now += 1
  expect(await isTrusted(harness, ada, cookie)).toBe(false)
})

it('trusts nobody who did not ask', async () => {
  const { enroll, begin, post, codeOf, clock } = createHarness()
  const { user, secret } = await enroll()
  for (const more of [{}, { trust_device: false }, { trust_device: null }]) {
    const { challenge } = (await begin(user)).body
    const answer = await post('totp/login', { challenge, code: codeOf(secret), ...more })
    expect(answer.outcome).toBe('200')
    expect(answer.cookies[cookieName]).toBeUndefined()
    clock.now += 30
  }
})

it('trusts nobody for a wrong code', async () => {
  const { enroll, begin, post, send } = createHarness()
  const { user, bearer } = await enroll()
  const { challenge } = (await begin(user)).body
  const answer = await post('totp/login', { challenge, code: 'wrong', trust_device: true })
  expect([answer.outcome, answer.cookies[cookieName]]).toEqual(['401 INVALID_TOTP_CODE', undefined])
  expect((await send('GET', 'trusted-devices', { bearer })).body).toEqual([])
})

it('trusts nobody with cookies off', async () => {
  const { enroll, begin, post, send, codeOf } = createHarness({ hasCookies: false })
  const { user, bearer, secret } = await enroll()
  const { challenge } = (await begin(user)).body
  const answer = await post('totp/login', { challenge, code: codeOf(secret), trust_device: true })
  expect([answer.outcome, answer.headers.getSetCookie()]).toEqual(['200', []])
  expect((await send('GET', 'trusted-devices', { bearer })).body).toEqual([])
})

it('is of no use to another user', async () => {
  const harness = createHarness()
  const [ada, eve] = [await harness.enroll(), await harness.enroll()]
  const { cookie } = await trust(harness, eve)
  expect(await isTrusted(harness, ada, cookie)).toBe(false)
  expect(await isTrusted(harness, eve, cookie)).toBe(true)
})

it('takes no cookie that was altered, cut, sent twice, or read from the database', async () => {
  const harness = createHarness()
  const ada = await harness.enroll()
  const { cookie } = await trust(harness, ada)
  const token = cookie.split('=')[1] ?? ''
  const stored = (await harness.stores.credentials.find(ada.user.id, 'trusted_devices'))?.value ?? ''
  expect(stored).not.toContain(token)
  const hash = JSON.parse(stored)[0].tokenHash
  const flipped = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
  for (const value of [flipped, token.slice(0, -1), token.toUpperCase(), hash, `pylont_${hash}`, '', '[]']) {
    expect(await isTrusted(harness, ada, `${cookieName}=${value}`), value).toBe(false)
  }
  expect(await isTrusted(harness, ada, `${cookie}; ${cookieName}=${flipped}`)).toBe(false)
})

it('is void after a password change, and shown no longer', async () => {
  const harness = createHarness()
  const ada = await harness.enroll()
  const { cookie, bearer } = await trust(harness, ada)
  await harness.stores.users.update(ada.user.id, {}, true, harness.clock.now)
  expect(await isTrusted(harness, ada, cookie)).toBe(false)
  expect((await harness.send('GET', 'trusted-devices', { bearer, cookie })).body).toEqual([])
  expect((await harness.send('DELETE', 'trusted-devices', { bearer })).body).toEqual({ revoked_count: 0 })
})

it('is void after TOTP was set up anew, and after it was off', async () => {
  const harness = createHarness()
  const ada = await harness.enroll()
  const { cookie, bearer } = await trust(harness, ada)
  const { post, codeOf, clock } = harness
  const setup = await post('totp/setup', { code: codeOf(ada.secret) }, { bearer })
  expect(await isTrusted(harness, ada, cookie)).toBe(true)
  await post('totp/verify', { code: codeOf(setup.body.secret) }, { bearer })
  expect(await isTrusted(harness, ada, cookie)).toBe(false)

  clock.now += 30
  const again = await trust(harness, { ...ada, secret: setup.body.secret })
  await post('totp/disable', { code: codeOf(setup.body.secret) }, { bearer })
  const fresh = (await post('totp/setup', {}, { bearer })).body.secret
  await post('totp/verify', { code: codeOf(fresh) }, { bearer })
  expect(await isTrusted(harness, ada, again.cookie)).toBe(false)
})

it('lists one’s own devices, newest first', async () => {
  const harness = createHarness()
  const [ada, eve] = [await harness.enroll(), await harness.enroll()]
  await trust(harness, eve)
  const first = await trust(harness, ada, { label: 'Laptop' })
  const second = await trust(harness, ada, { label: 'Phone' })
  const { body } = await harness.send('GET', 'trusted-devices', { bearer: second.bearer, cookie: first.cookie })
  const at = harness.clock.now
  expect(body).toEqual([
    {
      id: expect.stringMatching(/^dev_/),
      label: 'Phone',
      created_at: at - 30,
      expires_at: at - 30 + monthSecs,
      current: false,
    },
    {
      id: expect.stringMatching(/^dev_/),
      label: 'Laptop',
      created_at: at - 60,
      expires_at: at - 60 + monthSecs,
      current: true,
    },
  ])
  expect((await harness.send('GET', 'trusted-devices')).outcome).toBe('401 AUTH_REQUIRED')
})

it('revokes one, and not that of another user', async () => {
  const harness = createHarness()
  const [ada, eve] = [await harness.enroll(), await harness.enroll()]
  const { cookie, bearer } = await trust(harness, ada)
  const other = await trust(harness, ada)
  const { send, events } = harness
  const [, { id }] = (await send('GET', 'trusted-devices', { bearer })).body
  for (const [path, token] of [
    [`trusted-devices/${id}`, eve.bearer],
    ['trusted-devices/dev_unknown', bearer],
    ['trusted-devices/__proto__', bearer],
  ]) {
    expect((await send('DELETE', path ?? '', { bearer: token ?? '' })).outcome).toBe('404 DEVICE_NOT_FOUND')
  }
  expect(await isTrusted(harness, ada, cookie)).toBe(true)

  const revoked = await send('DELETE', `trusted-devices/${id}`, { bearer, cookie })
  expect([revoked.outcome, revoked.body, revoked.cookies]).toEqual(['200', { revoked: true }, { [cookieName]: '' }])
  expect(events.at(-1)).toMatchObject({ name: 'trusted_device.revoked', data: { device_id: id } })
  expect(await isTrusted(harness, ada, cookie)).toBe(false)
  expect(await isTrusted(harness, ada, other.cookie)).toBe(true)
  expect((await send('DELETE', `trusted-devices/${id}`, { bearer })).outcome).toBe('404 DEVICE_NOT_FOUND')
})

it('revokes all of one’s own', async () => {
  const harness = createHarness()
  const [ada, eve] = [await harness.enroll(), await harness.enroll()]
  const devices = [await trust(harness, ada), await trust(harness, ada), await trust(harness, ada)]
  const others = await trust(harness, eve)
  const revoked = await harness.send('DELETE', 'trusted-devices', { bearer: ada.bearer })
  expect([revoked.outcome, revoked.body]).toEqual(['200', { revoked_count: 3 }])
  for (const { cookie } of devices) expect(await isTrusted(harness, ada, cookie)).toBe(false)
  expect(await isTrusted(harness, eve, others.cookie)).toBe(true)
})

it('remembers at most 20 devices, the oldest leave', async () => {
  const harness = createHarness()
  const ada = await harness.enroll()
  const cookies: string[] = []
  for (let at = 0; at < 22; at += 1) cookies.push((await trust(harness, ada, { label: `${at}` })).cookie)
  const { body } = await harness.send('GET', 'trusted-devices', { bearer: ada.bearer })
  expect(body.map(({ label }: { label: string }) => Number(label))).toEqual(
    Array.from({ length: 20 }, (_, at) => 21 - at),
  )
  expect(await isTrusted(harness, ada, cookies[1] ?? '')).toBe(false)
  expect(await isTrusted(harness, ada, cookies[2] ?? '')).toBe(true)
})

it('keeps one entry for a browser that is trusted again', async () => {
  const harness = createHarness()
  const ada = await harness.enroll()
  const { cookie } = await trust(harness, ada)
  await harness.stores.users.update(ada.user.id, {}, true, harness.clock.now)
  const again = await trust(harness, ada, { cookie })
  expect(JSON.parse((await harness.stores.credentials.find(ada.user.id, 'trusted_devices'))?.value ?? '')).toHaveLength(
    1,
  )
  expect(await isTrusted(harness, ada, again.cookie)).toBe(true)
})

it('loses none of five that are trusted at the same moment', async () => {
  const harness = createHarness()
  const ada = await harness.enroll()
  const answers = await Promise.all(
    ada.backupCodes.slice(0, 5).map(async code => {
      const { challenge } = (await harness.begin(ada.user)).body
      return harness.post('totp/login', { challenge, code, trust_device: true })
    }),
  )
  for (const { cookies } of answers) {
    expect(await isTrusted(harness, ada, `${cookieName}=${cookies[cookieName]}`)).toBe(true)
  }
})
