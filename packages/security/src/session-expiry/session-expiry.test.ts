import {
  createApp,
  createAuthCookies,
  createSessions,
  createSignIn,
  jsonReply,
  type StoreBundle,
  sessionFlow,
  storeUnavailable,
} from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { describe, expect, it } from 'vitest'
import { type SessionExpiryOptions, sessionExpiry } from './session-expiry.ts'

const start = 1_800_000_000

function createHarness({
  lifetimeSecs = 1_000,
  ...options
}: Partial<SessionExpiryOptions> & { lifetimeSecs?: number }) {
  const clock = Object.assign(() => clock.now, { now: start })
  const inner = memoryStores()
  const calls = { find: 0, replace: 0, touch: 0 }
  const state = { isDown: false }
  const sessionStore = {
    ...inner.sessions,
    find: (...args: Parameters<typeof inner.sessions.find>) => {
      calls.find += 1
      return inner.sessions.find(...args)
    },
    replace: async (...args: Parameters<typeof inner.sessions.replace>) => {
      calls.replace += 1
      if (state.isDown) throw storeUnavailable(new Error('down'))
      return inner.sessions.replace(...args)
    },
    touch: (...args: Parameters<typeof inner.sessions.touch>) => {
      calls.touch += 1
      return inner.sessions.touch(...args)
    },
  }
  const stores: StoreBundle = { ...inner, sessions: sessionStore }
  const { session: cookie } = createAuthCookies()
  const sessions = createSessions({ store: stores.sessions, cookie, lifetimeSecs, clock })
  const signIn = createSignIn({ stores, sessions, clock })
  const errors: unknown[] = []
  const app = createApp({
    authenticators: [sessions.authenticator],
    plugins: [sessionExpiry({ sessions, clock, onError: error => void errors.push(error), ...options })],
    flows: [sessionFlow({ stores, sessions, signIn, clock })],
    routes: [{ method: 'GET', path: '/open', auth: 'anyone', handle: async () => jsonReply(200, {}) }],
    clock,
  })

  async function call(method: string, path: string, headers: Record<string, string> = {}) {
    const response = await app.fetch(new Request(`http://app${path}`, { method, headers }))
    const body = (await response.json()) as Record<string, unknown> & { error?: { code: string } }
    return { status: response.status, cookie: response.headers.getSetCookie().join(' | '), body }
  }

  async function enter() {
    const { body } = await call('POST', '/api/auth/guest')
    const token = String(body.token)
    return { token, byCookie: { Cookie: `${cookie.name}=${token}` }, byBearer: { Authorization: `Bearer ${token}` } }
  }
  const expiresAt = async (token: string): Promise<number | null> => (await sessions.find(token))?.expiresAt ?? null

  return { call, enter, expiresAt, clock, calls, state, errors, sessions }
}

describe('refreshOnUse', () => {
  it('gives a session that is used a full lifetime and its cookie again', async () => {
    const { call, enter, expiresAt, clock, calls } = createHarness({ refreshOnUse: true })
    const { token, byCookie } = await enter()
    clock.now += 2
    const answer = await call('GET', '/api/auth/me', byCookie)
    expect(answer.cookie).toBe(`__Host-pylon_session=${token}; Max-Age=1000; Path=/; HttpOnly; Secure; SameSite=Lax`)
    expect(await expiresAt(token)).toBe(start + 1_002)
    for (let at = 0; at < 5; at += 1) {
      expect((await call('GET', '/api/auth/me', byCookie)).cookie).toContain('Max-Age=1000')
    }
    expect(calls.replace).toBe(1)
    clock.now += 999
    await call('GET', '/open', byCookie)
    expect(await expiresAt(token)).toBe(clock.now + 1_000)
  })

  it('writes once in the touch interval where there is one, and sends the cookie every time', async () => {
    const { call, enter, clock, calls } = createHarness({ refreshOnUse: true, idleTimeoutSecs: 600 })
    const { byCookie } = await enter()
    for (let secs = 1; secs <= 180; secs += 1) {
      clock.now = start + secs
      expect((await call('GET', '/api/auth/me', byCookie)).cookie).toContain('__Host-pylon_session=pylon_')
    }
    expect(calls.replace).toBe(3)
  })

  it('never slides past the greatest age, and up to it to the second', async () => {
    const { call, enter, expiresAt, clock } = createHarness({ refreshOnUse: true, maxAgeSecs: 1_010 })
    const { token, byCookie } = await enter()
    for (let secs = 0; secs <= 900; secs += 10) {
      clock.now = start + secs
      expect((await call('GET', '/api/auth/me', byCookie)).body.session_id).not.toBeNull()
    }
    expect(await expiresAt(token)).toBe(start + 1_010)
    clock.now = start + 1_009
    expect((await call('GET', '/api/auth/me', byCookie)).body.session_id).not.toBeNull()
    clock.now = start + 1_010
    expect((await call('GET', '/api/auth/me', byCookie)).body.session_id).toBeNull()
  })

  it('keeps sessions of a short lifetime alive too', async () => {
    const { call, enter, clock } = createHarness({ refreshOnUse: true, lifetimeSecs: 20 })
    const { byBearer } = await enter()
    for (let at = 0; at < 30; at += 1) {
      clock.now += 5
      expect((await call('GET', '/api/auth/me', byBearer)).body.session_id).not.toBeNull()
    }
  })

  it('sends no cookie to a bearer, and none where the route sets or clears it', async () => {
    const { call, enter, clock, calls } = createHarness({ refreshOnUse: true })
    const { byBearer, byCookie } = await enter()
    clock.now += 60
    expect((await call('GET', '/api/auth/me', byBearer)).cookie).toBe('')
    expect(calls.replace).toBe(1)
    clock.now += 60
    const { cookie } = await call('POST', '/api/auth/refresh', byCookie)
    expect(cookie.match(/__Host-pylon_session=pylon_/g)).toHaveLength(1)
    const renewed = { Cookie: cookie.split(';', 1)[0] ?? '' }
    clock.now += 60
    expect((await call('DELETE', '/api/auth/session', renewed)).cookie).toMatch(
      /^__Host-pylon_session=; Max-Age=0[^|]*$/,
    )
    expect((await call('GET', '/api/auth/me', renewed)).body.session_id).toBeNull()
  })

  it('writes once for requests in parallel', async () => {
    const { call, enter, clock, calls } = createHarness({ refreshOnUse: true })
    const { byCookie } = await enter()
    clock.now += 60
    await Promise.all(Array.from({ length: 20 }, () => call('GET', '/api/auth/me', byCookie)))
    expect(calls.replace).toBe(1)
  })

  it('lets a good answer out when the lifetime cannot be written, and tells', async () => {
    const { call, enter, clock, state, errors } = createHarness({ refreshOnUse: true })
    const { byCookie } = await enter()
    clock.now += 60
    state.isDown = true
    const answer = await call('GET', '/api/auth/me', byCookie)
    expect([answer.status, answer.cookie, errors.length]).toEqual([200, '', 1])
  })
})

describe('an idle time', () => {
  it('ends a session that nobody used, and counts requests to open routes as use', async () => {
    const { call, enter, clock, calls } = createHarness({ idleTimeoutSecs: 300 })
    const { byCookie } = await enter()
    for (let at = 0; at < 3; at += 1) {
      clock.now += 250
      await call('GET', '/open', byCookie)
    }
    expect((await call('GET', '/api/auth/me', byCookie)).body.session_id).not.toBeNull()
    expect(calls.replace).toBe(0)
    clock.now += 300
    expect((await call('POST', '/api/auth/refresh', byCookie)).body.error?.code).toBe('SESSION_EXPIRED')
    expect((await call('GET', '/api/auth/me', byCookie)).body.session_id).toBeNull()
  })

  it('reads a session once for a request that presents one, and nothing for others', async () => {
    const { call, enter, calls } = createHarness({ idleTimeoutSecs: 300, refreshOnUse: true })
    const { byCookie } = await enter()
    calls.find = 0
    await call('GET', '/api/auth/me', byCookie)
    expect(calls.find).toBe(1)
    for (const headers of [{}, { Cookie: 'other=1' }, { Authorization: 'Bearer pk_x' }, { Authorization: 'rubbish' }]) {
      await call('GET', '/open', headers)
    }
    await call('GET', '/nowhere', byCookie)
    expect([calls.find, calls.replace, calls.touch]).toEqual([1, 0, 0])
  })
})
