import { expect, it } from 'vitest'
import { createBus, manualClock, now, someSession, watchedStores } from '../../test/session-cache.ts'
import type { Session } from '../stores/session.ts'
import { type CachedStores, withSessionCache } from './with-session-cache.ts'

const bound = { maxStaleSecs: 5 }

async function twoServers(overrides: Partial<Session> = {}) {
  const bus = createBus()
  const clock = manualClock()
  const stores = watchedStores()
  const server = (): CachedStores => withSessionCache(stores, { ...bound, channel: bus.channel(), monotonicMs: clock })
  const [here, there] = [server(), server()]
  const session = someSession(overrides)
  await stores.sessions.insert(session)
  for (const { sessions } of [here, there]) await sessions.find(session.tokenHash, now)
  return { bus, clock, stores, here, there, session }
}

/** A garbled word reaches a server that holds two sessions; answers how many are left. */
async function entriesAfter(message: unknown): Promise<number> {
  const { bus, there, stores } = await twoServers()
  const other = someSession()
  await stores.sessions.insert(other)
  await there.sessions.find(other.tokenHash, now)
  bus.inject(message)
  return there.cache.entries
}

it('a revocation at one server is in force at the other at once', async () => {
  const { here, there, session } = await twoServers()
  await here.sessions.revoke(session.userId, session.id, now)
  expect(await there.sessions.find(session.tokenHash, now)).toBeNull()
})

it('a refresh at one server ends the old token at the other at once', async () => {
  const { here, there, session } = await twoServers()
  await here.sessions.replace(session.tokenHash, { tokenHash: `${session.tokenHash}+` }, now)
  expect(await there.sessions.find(session.tokenHash, now)).toBeNull()
})

it('roles that are taken at one server are gone at the other at once', async () => {
  const { here, there, session } = await twoServers()
  await here.sessions.update(session.userId, { roles: [] })
  expect((await there.sessions.find(session.tokenHash, now))?.roles).toEqual([])
})

it('a tenant that is taken at one server is gone at the other at once', async () => {
  const { here, there, session } = await twoServers({ tenantId: 'org_1', tenantRole: 'owner' })
  await here.sessions.update(session.userId, { tenant: { id: 'org_1', role: null } })
  expect(await there.sessions.find(session.tokenHash, now)).toMatchObject({ tenantId: null, tenantRole: null })
})

it('a sign-out of a user with an odd id reaches the other server', async () => {
  for (const userId of ['', 'u', '*', 'ünï😀', 'a\0b', '\ud800', 'x'.repeat(2_333), 'x'.repeat(10_000)]) {
    const { bus, here, there, session } = await twoServers({ userId })
    await here.sessions.revokeByUser(userId, null, now)
    expect(await there.sessions.find(session.tokenHash, now)).toBeNull()
    expect(bus.published.every(word => Buffer.byteLength(word) <= 7_000 && word.isWellFormed())).toBe(true)
    expect(bus.published.some(word => word.includes('\0'))).toBe(false)
  }
})

it('word that was lost is made up for by the bound', async () => {
  const { bus, clock, here, there, session } = await twoServers()
  bus.isLosing = true
  clock.atMs += 3_000
  await here.sessions.revoke(session.userId, session.id, now)
  clock.atMs += 1_999
  expect(await there.sessions.find(session.tokenHash, now)).toEqual(session)
  clock.atMs += 1
  expect(await there.sessions.find(session.tokenHash, now)).toBeNull()
})

it('word that comes while a read is under way keeps its answer out of the cache', async () => {
  const { clock, stores, here, there, session } = await twoServers()
  clock.atMs += 5_000
  const { reads } = stores
  const held = stores.holdReads()
  const reading = there.sessions.find(session.tokenHash, now)
  await expect.poll(() => stores.reads).toBe(reads + 1)
  await here.sessions.revoke(session.userId, session.id, now)
  held.release()
  expect(await reading).toEqual(session)
  expect(await there.sessions.find(session.tokenHash, now)).toBeNull()
})

it('a word that nobody understands clears everything, and throws nothing', async () => {
  for (const message of ['', '*', '{"v":2}', 'x', 'T', '\0', '\ud800', '💥', 7, null, undefined, {}, ['t']]) {
    expect(await entriesAfter(message)).toBe(0)
  }
})

it('a word of sessions that are not here clears nothing', async () => {
  for (const message of ['t', 'u', 'tnobody', 'unobody', `t${'x'.repeat(1_000_000)}`, 't__proto__', 'uconstructor']) {
    expect(await entriesAfter(message)).toBe(2)
  }
})

it('a failed publish is counted and told, and the revocation stands', async () => {
  const bus = createBus()
  const errors: unknown[] = []
  const stores = watchedStores()
  const cached = withSessionCache(stores, { channel: bus.channel(), onError: error => void errors.push(error) })
  const session = someSession()
  await cached.sessions.insert(session)
  expect(cached.cache).toMatchObject({ isChannelUp: true, failedPublishes: 0 })
  bus.failure = new Error('channel down')
  expect(await cached.sessions.revoke(session.userId, session.id, now)).toBe(true)
  await expect.poll(() => errors).toEqual([bus.failure])
  expect(cached.cache).toMatchObject({ isChannelUp: false, failedPublishes: 1 })
})

it('a channel that throws instead of rejecting is a failed publish too', async () => {
  const throwing = { ...createBus().channel(), publish: () => raise() }
  const cached = withSessionCache(watchedStores(), { channel: throwing })
  await cached.sessions.revokeByUser('usr_1', null, now)
  await expect.poll(() => cached.cache.failedPublishes).toBe(1)
})

it('nobody waits for a channel that hangs, and no more than 1,000 words wait for it', async () => {
  const hanging = { ...createBus().channel(), publish: () => new Promise<void>(() => {}) }
  const cached = withSessionCache(watchedStores(), { channel: hanging })
  for (let round = 0; round < 1_002; round++) await cached.sessions.revokeByUser('usr_1', null, now)
  expect(cached.cache.failedPublishes).toBe(2)
})

it('words that were sent make room for others', async () => {
  const bus = createBus()
  const cached = withSessionCache(watchedStores(), { channel: bus.channel() })
  for (let round = 0; round < 1_500; round++) await cached.sessions.revokeByUser('usr_1', null, now)
  expect(cached.cache.failedPublishes).toBe(0)
  expect(bus.published).toHaveLength(1_500)
})

it('a session that is handed to another user is announced by its token and its new user', async () => {
  const { bus, here, session } = await twoServers()
  await here.sessions.replace(session.tokenHash, { userId: 'usr_next' }, now)
  expect(bus.published).toEqual([`t${session.tokenHash}`, 'uusr_next'])
})

it('has published before the promise of a revocation resolves', async () => {
  const { bus, here, session } = await twoServers()
  await here.sessions.revoke(session.userId, session.id, now)
  expect(bus.published).toEqual([`u${session.userId}`])
})

function raise(): never {
  throw new Error('at once')
}
