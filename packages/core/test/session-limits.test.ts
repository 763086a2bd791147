import { describe, expect, it } from 'vitest'
import {
  ConfigError,
  createSessions,
  type RequestContext,
  type SessionLimits,
  type SessionStore,
  type Sessions,
  type SessionTouch,
  type StoreBundle,
  withSessionCache,
} from '../src/index.ts'
import { createHarness } from './harness.ts'
import { openTestStores } from './test-stores.ts'

const owner = { userId: 'usr_1', roles: [], amr: ['pwd'] }
const start = 1_800_000_000

/** Servers that share one store and one clock; what each of them writes of uses is counted. */
function createServers(limits: SessionLimits & { lifetimeSecs?: number }) {
  const stores = openTestStores()
  const clock = Object.assign(() => clock.now, { now: start })
  let writes = 0
  const counting = (store: SessionStore): SessionStore =>
    Object.create(store, {
      touch: {
        value(touches: readonly SessionTouch[]) {
          writes += touches.length
          return store.touch(touches)
        },
      },
    })
  return {
    clock,
    stores,
    open: (bundle: StoreBundle = stores) => createSessions({ store: counting(bundle.sessions), clock, ...limits }),
    writes: () => writes,
  }
}

const presenting = (token: string): RequestContext =>
  ({ header: (name: string) => (name === 'authorization' ? `Bearer ${token}` : null), ip: '' }) as RequestContext

const isLetIn = async ({ authenticator }: Sessions, token: string): Promise<boolean> =>
  (await authenticator.authenticate(presenting(token))) !== null

describe('a session that nobody uses', () => {
  it('ends exactly after the idle time, counted from the last use, written or not', async () => {
    const { clock, open, stores } = createServers({ idleTimeoutSecs: 900 })
    const sessions = open()
    const { token, session } = await sessions.create(presenting(''), owner)
    for (const restSecs of [899, 899, 800]) {
      clock.now += restSecs
      expect(await isLetIn(sessions, token)).toBe(true)
    }
    expect((await stores.sessions.find(session.tokenHash, clock.now))?.lastUsedAt).toBeLessThan(clock.now)
    clock.now += 900
    expect(await isLetIn(sessions, token)).toBe(false)
  })

  it('does not come back when the clock is set back', async () => {
    const { clock, open } = createServers({ idleTimeoutSecs: 900, maxAgeSecs: 3_600 })
    const sessions = open()
    const { token } = await sessions.create(presenting(''), owner)
    const { token: other } = await sessions.create(presenting(''), owner)
    clock.now += 900
    expect(await isLetIn(sessions, token)).toBe(false)
    expect(await sessions.listByUser('usr_1')).toEqual([])
    clock.now -= 900
    expect([await isLetIn(sessions, token), await isLetIn(sessions, other)]).toEqual([false, false])
  })

  it('is kept on one server by what another has written of it, also behind a cache', async () => {
    const { clock, open, stores } = createServers({ idleTimeoutSecs: 900 })
    const here = open()
    const there = open(withSessionCache(stores, { maxStaleSecs: 3_600 }))
    const { token } = await here.create(presenting(''), owner)
    expect(await isLetIn(there, token)).toBe(true)
    clock.now += 500
    expect(await isLetIn(here, token)).toBe(true)
    await here.flush()
    clock.now += 500
    expect(await isLetIn(there, token)).toBe(true)
    await there.flush()
    clock.now += 900
    expect([await isLetIn(here, token), await isLetIn(there, token)]).toEqual([false, false])
  })

  it('lives on after a restart that wrote its uses, and counts as used inside a transaction too', async () => {
    const { clock, open, stores } = createServers({ idleTimeoutSecs: 900 })
    const before = open()
    const { token } = await before.create(presenting(''), owner)
    clock.now += 800
    await isLetIn(before, token)
    clock.now += 100 // the use before is not written yet
    const found = await stores.transaction(tx => before.within(tx.sessions).find(token))
    expect(found).not.toBeNull()
    expect(await stores.transaction(tx => before.within(tx.sessions).revokeByUser('usr_2'))).toBe(0)
    await before.flush()
    clock.now += 799
    expect(await isLetIn(open(), token)).toBe(true)
  })
})

it('writes a use at most once in the touch interval, and no answer waits for it', async () => {
  const { clock, open, stores, writes } = createServers({ idleTimeoutSecs: 100 })
  const sessions = open()
  const { token, session } = await sessions.create(presenting(''), owner)
  for (let secs = 1; secs <= 105; secs += 1) {
    clock.now = start + secs
    await isLetIn(sessions, token)
  }
  expect(writes()).toBeGreaterThanOrEqual(1) // while one is under way the next uses gather
  expect(writes()).toBeLessThanOrEqual(Math.floor(105 / 10))
  await sessions.flush()
  expect((await stores.sessions.find(session.tokenHash, clock.now))?.lastUsedAt).toBe(start + 105)
})

describe('a greatest age', () => {
  it('counts from the first sign-in, whatever was refreshed, and shows in the answers', async () => {
    const { addUser, call, login, sessions, clock } = createHarness()
    const { body } = await login(await addUser())
    sessions.narrow({ maxAgeSecs: 1_000 })
    clock.now += 999
    const refreshed = await call('POST', '/refresh', { bearer: body.token })
    expect(refreshed.body.expires_at).toBe(start + 1_000)
    const [listed] = (await call('GET', '/sessions', { bearer: refreshed.body.token })).body
    expect(listed.expires_at).toBe(start + 1_000)
    clock.now += 1
    const late = await call('POST', '/refresh', { bearer: refreshed.body.token })
    expect([late.status, late.body.error.code]).toEqual([401, 'SESSION_EXPIRED'])
  })

  it('bounds sessions that never expire, those among them that were made before', async () => {
    const { clock, open, stores } = createServers({ lifetimeSecs: 0 })
    const { token } = await open().create(presenting(''), owner)
    const sessions = open(stores)
    sessions.narrow({ maxAgeSecs: 1_000 })
    expect((await sessions.find(token))?.expiresAt).toBe(start + 1_000)
    expect((await sessions.create(presenting(''), owner)).session.expiresAt).toBe(start + 1_000)
    clock.now += 1_000
    expect(await isLetIn(sessions, token)).toBe(false)
  })
})

it('leaves sessions that are over out of lists and counts, those of guests too', async () => {
  const { addUser, call, login, sessions, clock } = createHarness()
  sessions.narrow({ idleTimeoutSecs: 900 })
  const user = await addUser()
  const idle = (await login(user)).body.token
  const idleId = (await call('GET', '/me', { bearer: idle })).body.session_id
  const guest = (await call('POST', '/guest')).body.token
  clock.now += 900
  const { token } = (await login(user)).body
  expect((await call('DELETE', `/sessions/${idleId}`, { bearer: token })).body.error.code).toBe('SESSION_NOT_FOUND')
  expect((await call('GET', '/sessions', { bearer: token })).body).toHaveLength(1)
  expect((await call('GET', '/me', { bearer: guest })).body.user_id).toBeNull()
  expect((await call('POST', '/refresh', { bearer: guest })).body.error.code).toBe('SESSION_EXPIRED')
  await login(user)
  clock.now += 899
  await call('GET', '/me', { bearer: token })
  clock.now += 1
  expect((await call('DELETE', '/sessions', { bearer: token })).body).toEqual({ revoked_count: 1 })
})

it('obeys the tightest of several limits, and refuses what is none', async () => {
  const { clock, open } = createServers({})
  const sessions = open()
  for (const idleTimeoutSecs of [900, 300, 600]) sessions.narrow({ idleTimeoutSecs })
  for (const maxAgeSecs of [5_000, 400]) sessions.narrow({ maxAgeSecs })
  const { token, session } = await sessions.create(presenting(''), owner)
  expect(session.expiresAt).toBe(start + 400)
  clock.now += 300
  expect(await isLetIn(sessions, token)).toBe(false)
  for (const secs of [0, -1, 1.5, Number.NaN, '900' as unknown as number]) {
    expect(() => sessions.narrow({ maxAgeSecs: secs })).toThrow(ConfigError)
    expect(() => sessions.narrow({ idleTimeoutSecs: secs })).toThrow(ConfigError)
  }
  expect(() => sessions.narrow({ idleTimeoutSecs: 60, touchIntervalSecs: 61 })).toThrow(/at most the idle time/)
})
