import { expect, it } from 'vitest'
import { createBus, createSetup, now, someSession } from '../../test/session-cache.ts'
import { ConfigError } from '../errors.ts'
import { memoryStores } from '../memory/index.ts'
import { withSessionCache } from './with-session-cache.ts'

it('never holds more sessions than it may, and drops those that were read first', async () => {
  const { stores, cached } = createSetup({ maxEntries: 10 })
  const made = Array.from({ length: 200 }, () => someSession())
  for (const session of made) {
    await stores.sessions.insert(session)
    await cached.sessions.find(session.tokenHash, now)
    expect(cached.cache.entries).toBeLessThanOrEqual(10)
  }
  const { reads } = stores
  for (const { tokenHash } of made.slice(-5)) await cached.sessions.find(tokenHash, now)
  expect(stores.reads).toBe(reads)
})

it('holds a bounded number of sessions of one user, and forgets dropped ones with their user', async () => {
  const { stores, cached } = createSetup({ maxEntries: 3 })
  for (let made = 0; made < 100; made++) {
    const session = someSession({ userId: 'usr_busy' })
    await stores.sessions.insert(session)
    await cached.sessions.find(session.tokenHash, now)
    expect(cached.cache.entries).toBeLessThanOrEqual(3)
  }
  await cached.sessions.revokeByUser('usr_busy', null, now)
  expect(cached.cache.entries).toBe(0)
})

it('evicts a user whose sessions are spread over both halves', async () => {
  const { stores, cached, cachedSession } = createSetup({ maxEntries: 4 })
  const own = [await cachedSession({ userId: 'usr_own' }), await cachedSession({ userId: 'usr_own' })]
  own.push(await cachedSession({ userId: 'usr_own' }))
  expect(cached.cache.entries).toBe(3)
  await cached.sessions.revokeByUser('usr_own', null, now)
  expect(cached.cache.entries).toBe(0)
  for (const { tokenHash } of own) expect(await cached.sessions.find(tokenHash, now)).toBeNull()
  expect(stores.reads).toBe(6)
})

it('passes ping and close through, and is empty after close', async () => {
  const log: string[] = []
  const bus = createBus()
  const stores = memoryStores()
  const ping = async (): Promise<void> => void log.push('ping')
  const close = async (): Promise<void> => void log.push('close')
  const channel = { ...bus.channel(), close: async () => void log.push('channel closed') }
  const cached = withSessionCache({ ...stores, ping, close }, { channel })
  const session = someSession()
  await cached.sessions.insert(session)
  await cached.sessions.find(session.tokenHash, now)
  await cached.ping()
  await cached.close()
  expect(log).toEqual(['ping', 'close'])
  expect(cached.cache.entries).toBe(0)
})

it('hands the other stores through, outside and inside of transactions', async () => {
  const stores = memoryStores()
  const cached = withSessionCache(stores)
  for (const name of [
    'users',
    'credentials',
    'oneTime',
    'counters',
    'accounts',
    'apiKeys',
    'orgs',
    'outbox',
    'audit',
  ] as const) {
    expect(cached[name]).toBe(stores[name])
  }
  const organization = { id: 'org_1', name: 'Acme', createdAt: now }
  await cached.transaction(tx =>
    tx.orgs.insert(organization, { orgId: 'org_1', userId: 'usr_1', role: 'owner', joinedAt: now }),
  )
  expect(await stores.orgs.find('org_1')).toEqual(organization)
})

it('says what is wrong with its bounds, all at once', () => {
  for (const maxStaleSecs of [0, -1, 3_601, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => withSessionCache(memoryStores(), { maxStaleSecs })).toThrow(ConfigError)
  }
  for (const maxEntries of [0, 1, 2.5, 1_000_001, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => withSessionCache(memoryStores(), { maxEntries })).toThrow(ConfigError)
  }
  expect(() => withSessionCache(memoryStores(), { maxStaleSecs: 0, maxEntries: 0 })).toThrow(
    /maxStaleSecs.*\nmaxEntries/,
  )
  const { cache } = withSessionCache(memoryStores(), { maxStaleSecs: 0.5, maxEntries: 2 })
  expect(cache).toMatchObject({ boundSecs: 0.5, isChannelUp: false, entries: 0 })
})
