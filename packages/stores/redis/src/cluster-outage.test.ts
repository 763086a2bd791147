import { startRedisCluster } from '@pylon/test-services'
import { testTime as now } from '@pylon/testkit'
import { beforeAll, expect, it } from 'vitest'
import { expectUnavailable } from '../test/expect-unavailable.ts'
import { type RedisStores, redisStores } from './redis-stores.ts'

type Cluster = Awaited<ReturnType<typeof startRedisCluster>>

let cluster: Cluster
let stores: RedisStores
beforeAll(async () => {
  cluster = await startRedisCluster()
  stores = redisStores(cluster.nodes.map(({ url }) => url).join(','))
  await stores.ping()
  return async () => {
    await stores.close()
    await cluster.stop()
  }
})

const keys = Array.from({ length: 30 }, (_, index) => `key ${index}`)
const areBack = async (): Promise<boolean> => {
  const answers = await Promise.allSettled(keys.map(key => stores.counters.increment(key, 1, 60, now)))
  return answers.every(({ status }) => status === 'fulfilled')
}
const backWithin = { timeout: 5_000, interval: 50 }

it('one paused master: what it keeps is refused within a second, and served again within five', async () => {
  expect(await areBack()).toBe(true)
  cluster.nodes[1]?.pause()
  const answers = await Promise.all(
    keys.map(async key => {
      const startedAt = performance.now()
      const isServed = await stores.counters.increment(key, 1, 60, now).then(
        () => true,
        () => false,
      )
      return { isServed, tookMs: performance.now() - startedAt }
    }),
  )
  expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(1_000)
  expect(new Set(answers.map(({ isServed }) => isServed))).toEqual(new Set([true, false]))
  await expectUnavailable(stores.ping(), 1_000)
  cluster.nodes[1]?.resume()
  await expect.poll(areBack, backWithin).toBe(true)
})

it('one killed master: what asks all of them is refused, instead of answering for some', async () => {
  await cluster.nodes[2]?.kill()
  await expect.poll(() => answersIn(stores.ping())).toBe('refused')
  for (let look = 0; look < 20; look++) {
    await expectUnavailable(stores.ping(), 1_000)
    await expectUnavailable(stores.sessions.count(), 1_000)
    await new Promise(resolve => setTimeout(resolve, 20)) // the client forgets the node at some time meanwhile
  }
  await cluster.nodes[2]?.restart()
  await expect.poll(areBack, { timeout: 10_000, interval: 50 }).toBe(true)
})

it('all masters paused or killed: refused within a second, and served again within five of their return', async () => {
  for (const node of cluster.nodes) node.pause()
  await Promise.all(keys.map(key => expectUnavailable(stores.counters.increment(key, 1, 60, now), 1_000)))
  for (const node of cluster.nodes) node.resume()
  await expect.poll(areBack, backWithin).toBe(true)

  await Promise.all(cluster.nodes.map(node => node.kill()))
  await Promise.all(keys.map(key => expectUnavailable(stores.counters.increment(key, 1, 60, now), 1_000)))
  await Promise.all(cluster.nodes.map(node => node.restart()))
  await expect.poll(areBack, { timeout: 10_000, interval: 50 }).toBe(true) // the masters find each other first
})

const answersIn = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'served',
    () => 'refused',
  )
