import { expect, it } from 'vitest'
import { createBus, createSetup, now, someSession, watchedStores } from '../../test/session-cache.ts'
import { memoryStores } from '../memory/index.ts'
import { combineStores } from '../stores/combine.ts'
import { withSessionCache } from './with-session-cache.ts'

it('a revocation is in force here and announced when the transaction has committed, not before', async () => {
  const bus = createBus()
  const { cached, cachedSession } = createSetup({ channel: bus.channel() })
  const session = await cachedSession()
  await cached.transaction(async tx => {
    await tx.sessions.revoke(session.userId, session.id, now)
    await tx.sessions.replace('some hash', {}, now)
    expect(bus.published).toEqual([])
  })
  expect(bus.published).toEqual([`u${session.userId}`, 'tsome hash'])
  expect(await cached.sessions.find(session.tokenHash, now)).toBeNull()
})

it('one that throws evicts and announces too: its commit may have happened', async () => {
  const bus = createBus()
  const { stores, cached, cachedSession } = createSetup({ channel: bus.channel() })
  const session = await cachedSession()
  const thrown = new Error('roll back')
  const transaction = cached.transaction(async tx => {
    await tx.sessions.revoke(session.userId, session.id, now)
    throw thrown
  })
  await expect(transaction).rejects.toBe(thrown)
  expect(bus.published).toEqual([`u${session.userId}`])
  expect(await cached.sessions.find(session.tokenHash, now)).toEqual(session)
  expect(stores.reads).toBe(2)
})

it('a tenant that is taken is announced as roles are', async () => {
  const bus = createBus()
  const { cached, cachedSession } = createSetup({ channel: bus.channel() })
  const session = await cachedSession({ tenantId: 'org_1', tenantRole: 'owner' })
  await cached.transaction(tx => tx.sessions.update(session.userId, { tenant: { id: 'org_1', role: null } }))
  expect(bus.published).toEqual([`u${session.userId}`])
  expect(await cached.sessions.find(session.tokenHash, now)).toMatchObject({ tenantId: null, tenantRole: null })
})

it('the work reads the database, not the cache', async () => {
  const { stores, cached, cachedSession } = createSetup()
  const session = await cachedSession()
  await stores.sessions.revoke(session.userId, session.id, now)
  expect(await cached.transaction(tx => tx.sessions.find(session.tokenHash, now))).toBeNull()
})

it('what was read from outside while it ran is not kept', async () => {
  const elsewhere = memoryStores()
  const stores = watchedStores(combineStores(memoryStores(), elsewhere)) // no lock: outside reads do not wait
  const cached = withSessionCache(stores)
  const session = someSession()
  await elsewhere.sessions.insert(session)
  await cached.transaction(async tx => {
    await cached.sessions.find(session.tokenHash, now)
    await tx.sessions.revoke(session.userId, session.id, now)
    expect(cached.cache.entries).toBe(1)
  })
  expect(cached.cache.entries).toBe(0)
  expect(await cached.sessions.find(session.tokenHash, now)).toBeNull()
})

it('a read under way when it ends does not bring a revoked session back', async () => {
  const { stores, cached } = createSetup()
  const session = someSession()
  await cached.sessions.insert(session)
  const held = stores.holdReads()
  const reading = cached.sessions.find(session.tokenHash, now)
  await expect.poll(() => stores.reads).toBe(1)
  await cached.transaction(tx => tx.sessions.revoke(session.userId, session.id, now))
  held.release()
  await reading
  expect(await cached.sessions.find(session.tokenHash, now)).toBeNull()
})

it('a write that outlives its transaction is announced when it is done', async () => {
  const bus = createBus()
  const { promise: slow, resolve: goOn } = Promise.withResolvers<void>()
  const { transaction, ...main } = memoryStores()
  const { sessions, ping, close } = memoryStores()
  const revoke: typeof sessions.revoke = async (userId, id, at) => {
    await slow
    return sessions.revoke(userId, id, at)
  }
  const stores = combineStores({ ...main, transaction }, { sessions: { ...sessions, revoke }, ping, close })
  const cached = withSessionCache(stores, { channel: bus.channel() })
  const session = someSession()
  await cached.sessions.insert(session)

  let revoking: Promise<unknown> = Promise.resolve()
  const thrown = new Error('another step failed')
  const work = cached.transaction(async tx => {
    revoking = tx.sessions.revoke(session.userId, session.id, now)
    throw thrown
  })
  await expect(work).rejects.toBe(thrown)
  expect(await cached.sessions.find(session.tokenHash, now)).toEqual(session)
  goOn()
  await revoking
  expect(await cached.sessions.find(session.tokenHash, now)).toBeNull()
  expect(bus.published).toHaveLength(2)
})

it('one that touches very many users says so in one word', async () => {
  const bus = createBus()
  const { cached, cachedSession } = createSetup({ channel: bus.channel() })
  await cachedSession()
  await cached.transaction(async tx => {
    for (let at = 0; at < 101; at++) await tx.sessions.revokeByUser(`usr_of_many_${at}`, null, now)
  })
  expect(bus.published).toEqual(['*'])
  expect(cached.cache.entries).toBe(0)
})
