import { type RedisService, startRedis } from '@pylon/test-services'
import { testTime as now, testSession } from '@pylon/testkit'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { liveTokensOf } from '../../test/invariants.ts'
import { type RedisStores, redisStores } from '../redis-stores.ts'

let redis: RedisService
let direct: Redis
let stores: RedisStores

beforeAll(async () => {
  redis = await startRedis(['--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru'])
  direct = new Redis(redis.url)
  stores = redisStores(redis.url)
})
afterAll(async () => {
  direct.disconnect()
  await stores.close()
  await redis.stop()
})

/** Sessions of a user among those of many others, whose index was evicted. */
async function evictedUser(): Promise<{ userId: string; ids: readonly string[] }> {
  const { userId } = testSession()
  const own = Array.from({ length: 5 }, () => testSession({ userId }))
  await Promise.all([...own, ...Array.from({ length: 1_500 }, () => testSession())].map(stores.sessions.insert))
  const [, indexes] = await direct.scan('0', 'MATCH', 'pylon:u:*', 'COUNT', 100_000)
  await direct.del(...indexes)
  return { userId, ids: own.map(({ id }) => id) }
}

it('a user whose index was evicted is revoked all the same', async () => {
  const { userId } = await evictedUser()
  expect(await stores.sessions.revokeByUser(userId, null, now)).toBe(5)
  expect(await liveTokensOf(direct, 'pylon:', userId)).toEqual([])
})

it('a user whose index was evicted is listed, given roles and revoked one by one', async () => {
  const { userId, ids } = await evictedUser()
  await stores.sessions.update(userId, { roles: ['owner'] })
  const listed = await stores.sessions.listByUser(userId, now)
  expect(listed.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  expect(listed.every(({ roles }) => roles[0] === 'owner')).toBe(true)
  expect(await stores.sessions.revoke(userId, ids[2] ?? '', now)).toBe(true)
})

it('without eviction, an index that was lost is made again by a touch', async () => {
  await direct.config('SET', 'maxmemory-policy', 'noeviction')
  const session = testSession()
  await stores.sessions.insert(session)
  await direct.del(...(await direct.keys('pylon:u:*')))
  await stores.sessions.touch([{ tokenHash: session.tokenHash, lastUsedAt: now + 1 }])
  expect(await stores.sessions.revokeByUser(session.userId, null, now)).toBe(1)
})

it('a full memory evicts sessions, which signs people out and does nothing else', async () => {
  await direct.config('SET', 'maxmemory-policy', 'allkeys-random')
  const made = Array.from({ length: 2_000 }, () => testSession())
  await direct.config(
    'SET',
    'maxmemory',
    String(Number(/used_memory:(\d+)/.exec(await direct.info('memory'))?.[1]) + 200_000),
  )
  for (const session of made) await stores.sessions.insert(session)
  const found = await Promise.all(made.map(({ tokenHash }) => stores.sessions.find(tokenHash, now)))
  const kept = made.filter((_, index) => found[index] !== null)
  expect(kept.length).toBeLessThan(made.length)
  for (const session of kept.slice(0, 20)) {
    await stores.sessions.revokeByUser(session.userId, null, now)
    expect(await stores.sessions.find(session.tokenHash, now)).toBeNull()
  }
})
