import { startRedis } from '@pylon/test-services'
import { testTime as now, testSession } from '@pylon/testkit'
import { Redis } from 'ioredis'
import { expect, it, onTestFinished } from 'vitest'
import { startSentinel } from '../test/sentinel.ts'
import { redisStores } from './redis-stores.ts'

it('behind Sentinel: when the master is killed, its replica serves what was acknowledged', async () => {
  const master = await startRedis()
  const replica = await startRedis(['--replicaof', '127.0.0.1', String(master.port)])
  const sentinel = await startSentinel(master.port)
  const client = new Redis({
    sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
    name: 'main',
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    socketTimeout: 1_000,
  })
  const stores = redisStores(client)
  onTestFinished(async () => {
    client.disconnect()
    await Promise.all([sentinel.stop(), master.stop(), replica.stop()])
  })
  const direct = new Redis(master.url)
  await expect.poll(() => direct.info('replication'), { timeout: 10_000 }).toContain('state=online')
  const sentinelClient = new Redis(sentinel.port)
  await expect
    .poll(() => sentinelClient.call('SENTINEL', 'REPLICAS', 'main').then(String), { timeout: 15_000 })
    .toContain(String(replica.port)) // it looks for replicas every ten seconds

  const [kept, revoked] = [testSession(), testSession()]
  await expect
    .poll(
      () =>
        stores.ping().then(
          () => true,
          () => false,
        ),
      { timeout: 5_000 },
    )
    .toBe(true)
  for (const session of [kept, revoked]) await stores.sessions.insert(session)
  await stores.sessions.revoke(revoked.userId, revoked.id, now)
  expect(await client.wait(1, 5_000)).toBe(1) // WAIT knows the writes of its own connection alone
  direct.disconnect()
  sentinelClient.disconnect()
  await master.kill()

  await expect
    .poll(
      () =>
        stores.counters.increment('back', 1, 60, now).then(
          ({ count }) => count,
          () => 0,
        ),
      { timeout: 15_000 },
    )
    .toBeGreaterThan(0)
  expect(await stores.sessions.find(kept.tokenHash, now)).toEqual(kept)
  expect(await stores.sessions.find(revoked.tokenHash, now)).toBeNull()
  expect(await stores.sessions.revokeByUser(kept.userId, null, now)).toBe(1)
})
