import { startRedis, startTcpProxy } from '@pylon/test-services'
import { testTime as now, testOneTimeEntry, testSession } from '@pylon/testkit'
import { Redis } from 'ioredis'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { expectUnavailable } from '../test/expect-unavailable.ts'
import { type RedisStores, type RedisStoresOptions, redisStores } from './redis-stores.ts'

const backWithin = { timeout: 5_000, interval: 20 }
const isBack = (stores: RedisStores): Promise<boolean> =>
  stores.counters.increment('back', 1, 60, now).then(
    () => true,
    () => false,
  )

async function start(options: RedisStoresOptions = {}) {
  const redis = await startRedis()
  const proxy = await startTcpProxy(redis.port)
  const stores = redisStores(`redis://127.0.0.1:${proxy.port}`, options)
  onTestFinished(async () => {
    await stores.close()
    await proxy.stop()
    await redis.stop()
  })
  await stores.ping()
  return { redis, proxy, stores }
}

describe('when Redis does not answer', () => {
  it('a paused server: every method is refused within a second, and served again within five', async () => {
    const { redis, stores } = await start()
    redis.pause()
    await Promise.all(everyCall(stores).map(call => expectUnavailable(call, 1_000)))
    redis.resume()
    await expect.poll(() => isBack(stores), backWithin).toBe(true)
  })

  it('a paused server: beyond `maxWaiting` calls are refused at once', async () => {
    const { redis, stores } = await start({ maxWaiting: 50 })
    redis.pause()
    const waiting = Array.from({ length: 50 }, () => expectUnavailable(stores.sessions.find('a', now), 1_000))
    await expect.poll(() => isRefusedAtOnce(stores.sessions.find('b', now)), { timeout: 800 }).toBe(true)
    await Promise.all(waiting)
    redis.resume()
  })

  it('a crowd that is being served is not refused, however large', async () => {
    const { stores } = await start({ maxWaiting: 50 })
    const answers = await Promise.all(Array.from({ length: 5_000 }, () => stores.sessions.find('a', now)))
    expect(answers).toHaveLength(5_000)
  })

  it('a killed server: calls are refused at once, and served again within five seconds of its return', async () => {
    const { redis, stores } = await start()
    await redis.kill()
    await expect.poll(() => timeOf(stores.sessions.find('a', now))).toBeLessThan(20)
    for (const call of everyCall(stores)) await expectUnavailable(call, 50)
    await redis.restart()
    await expect.poll(() => isBack(stores), backWithin).toBe(true)
  })

  it('a connection that is frozen without a word is given up and made anew', async () => {
    const { proxy, stores } = await start()
    proxy.freeze()
    await expectUnavailable(stores.sessions.find('a', now), 1_000)
    await expect.poll(() => timeOf(stores.sessions.find('a', now)), { timeout: 3_000 }).toBeLessThan(20)
    proxy.heal()
    await expect.poll(() => isBack(stores), backWithin).toBe(true)
  })

  it('a cut connection: what was on its way is refused and never sent again', async () => {
    const { redis, proxy, stores } = await start()
    const direct = new Redis(redis.url)
    onTestFinished(() => direct.disconnect())
    proxy.delay(100)
    const call = expectUnavailable(stores.counters.increment('cut', 1, 60, now), 1_000)
    await expect.poll(() => direct.exists('pylon:c:cut'), { interval: 5 }).toBe(1)
    proxy.cut()
    await call
    proxy.delay(0)
    proxy.heal()
    await expect.poll(() => isBack(stores), backWithin).toBe(true)
    expect(await direct.hget('pylon:c:cut', 'n')).toBe('1')
  })

  it('at the start: a call that was given up is not done when the connection is there', async () => {
    const redis = await startRedis()
    const proxy = await startTcpProxy(redis.port)
    proxy.freeze()
    const stores = redisStores(`redis://127.0.0.1:${proxy.port}`, { timeoutSecs: 0.1 })
    const direct = new Redis(redis.url)
    onTestFinished(async () => {
      direct.disconnect()
      await stores.close()
      await proxy.stop()
      await redis.stop()
    })
    await expectUnavailable(stores.counters.increment('late', 1, 60, now), 200)
    proxy.heal()
    await expect.poll(() => isBack(stores), backWithin).toBe(true)
    expect(await direct.exists('pylon:c:late')).toBe(0)
  })

  it('at the start: a call waits for the first connection, and for no second one', async () => {
    const redis = await startRedis()
    const port = redis.port
    const early = redisStores(redis.url)
    onTestFinished(() => early.close())
    expect(await early.sessions.find('a', now)).toBeNull()
    await redis.stop()
    const late = redisStores(`redis://127.0.0.1:${port}`)
    onTestFinished(() => late.close())
    await expectUnavailable(late.ping(), 1_000)
    await expectUnavailable(late.ping(), 20)
  })
})

/** A call of every method that goes to Redis. */
const everyCall = ({ sessions, oneTime, counters, ping }: RedisStores): readonly Promise<unknown>[] => [
  sessions.insert(testSession()),
  sessions.find('a', now),
  sessions.replace('a', { tokenHash: 'b' }, now),
  sessions.touch([{ tokenHash: 'a', lastUsedAt: now }]),
  sessions.listByUser('a', now),
  sessions.revoke('a', 'b', now),
  sessions.revokeByUser('a', null, now),
  sessions.update('a', { roles: [] }),
  sessions.sweep(now, 10),
  sessions.count(),
  oneTime.put(testOneTimeEntry()),
  oneTime.take('a', 'b', now),
  oneTime.fail('a', 'b', 5, now),
  counters.increment('a', 1, 60, now),
  counters.reset('a'),
  ping(),
]

const isRefusedAtOnce = (call: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    call.then(
      () => false,
      () => true,
    ),
    new Promise<boolean>(resolve => setTimeout(resolve, 20, false)),
  ])

async function timeOf(call: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await call.catch(() => {})
  return performance.now() - startedAt
}

describe('when Redis answers with an error', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>
  let direct: Redis
  let stores: RedisStores
  beforeAll(async () => {
    redis = await startRedis()
    direct = new Redis(redis.url)
    stores = redisStores(redis.url)
    await stores.ping()
    return async () => {
      direct.disconnect()
      await stores.close()
      await redis.stop()
    }
  })

  it('scripts that it forgot are loaded again, for many calls at once', async () => {
    await stores.counters.increment('flushed', 1, 60, now)
    await direct.script('FLUSH')
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => stores.counters.increment('flushed', 1, 60, now)),
    )
    expect(Math.max(...answers.map(({ count }) => count))).toBe(51)
  })

  it('a database that was emptied: everybody is signed out, and nothing throws', async () => {
    const session = testSession()
    await stores.sessions.insert(session)
    await direct.flushall()
    expect(await stores.sessions.find(session.tokenHash, now)).toBeNull()
    expect(await stores.sessions.replace(session.tokenHash, { tokenHash: 'next' }, now)).toBeNull()
    expect(await stores.sessions.listByUser(session.userId, now)).toEqual([])
    expect(await stores.sessions.revokeByUser(session.userId, null, now)).toBe(0)
    expect(await stores.sessions.sweep(now, 10)).toBe(0)
  })

  it('full memory: writes are refused, reads go on', async () => {
    const session = testSession()
    await stores.sessions.insert(session)
    await direct.config('SET', 'maxmemory', '1')
    await expectUnavailable(stores.sessions.insert(testSession()), 1_000)
    await expectUnavailable(stores.counters.increment('full', 1, 60, now), 1_000)
    expect(await stores.sessions.find(session.tokenHash, now)).toEqual(session)
    expect(await stores.sessions.revoke(session.userId, session.id, now)).toBe(true)
    await direct.config('SET', 'maxmemory', '0')
  })

  it('a master that became a replica: refused, and served again when it is a master again', async () => {
    await direct.call('REPLICAOF', '127.0.0.1', '1')
    await expectUnavailable(stores.sessions.insert(testSession()), 1_000)
    await direct.call('REPLICAOF', 'NO', 'ONE')
    await expect.poll(() => isBack(stores), backWithin).toBe(true)
  })
})
