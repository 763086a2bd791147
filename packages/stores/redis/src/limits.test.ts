import { startRedis } from '@pylon/test-services'
import { limitCases } from '@pylon/testkit'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { expectUnavailable } from '../test/expect-unavailable.ts'
import { openStores, prefixOf, targets, urlOf } from '../test/targets.ts'
import { openClient } from './client.ts'
import { createKeys } from './keys.ts'
import { redisLimits } from './limits.ts'
import { createLine } from './line.ts'
import { redisStores } from './redis-stores.ts'

/** Redis drops what has ended by its own clock, which these cases cannot move. */
const sweptByRedis = new Set([
  'sweep: deletes keys of which nothing counts any more, at most `limit`, and answers how many',
])

for (const where of targets) {
  describe(`redis ${where}`, () => {
    const { client } = openClient(urlOf(where))
    const line = createLine(client, { timeoutSecs: 5, maxWaiting: 1_000 })
    afterAll(() => client.disconnect())

    for (const { name, run } of limitCases) {
      if (sweptByRedis.has(name)) continue
      it(`limits ${name}`, () => run({ open: nowMs => redisLimits(line, createKeys(prefixOf(where)), nowMs) }))
    }

    it.each(bothKinds)('limits: two servers admit $maxRequests together', async limit => {
      const servers = [1, 2].map(() => openStores(where, prefixOf(where)).limits)
      const calls = Array.from({ length: 200 }, (_, call) =>
        servers[call % 2]?.admit(`shared ${limit.maxRequests}`, limit),
      )
      const answers = await Promise.all(calls)
      expect(answers.filter(answer => answer?.isAdmitted)).toHaveLength(limit.maxRequests)
      expect(answers.every(answer => answer && answer.resetSecs > 59 && answer.resetSecs <= limit.longestSecs)).toBe(
        true,
      )
    })
  })
}

const hundred = { maxRequests: 100, windowSecs: 60 }
/** A window and a slot, in whole milliseconds. */
const bothKinds = [
  { ...hundred, longestSecs: 60.938 },
  { maxRequests: 64, windowSecs: 60, longestSecs: 60.015 },
]

describe('redis', () => {
  const redis = new Redis(urlOf('single'))
  afterAll(() => redis.disconnect())

  it.each([
    { maxRequests: 1_000_000, windowSecs: 64, slotSecs: 1, older: 64 },
    { maxRequests: 64, windowSecs: 64, slotSecs: 1 / 64, older: 63 },
  ])('limits: a key of $maxRequests is small, and Redis drops it when nothing of it counts', async limit => {
    let nowMs = 4_102_444_800_000
    const { client } = openClient(urlOf('single'))
    onTestFinished(() => client.disconnect())
    const keys = createKeys(prefixOf('single'))
    const limits = redisLimits(createLine(client, { timeoutSecs: 5, maxWaiting: 1_000 }), keys, () => nowMs)
    for (let call = 0; call < 500; call++, nowMs += 250) await limits.admit('all slots', limit)
    expect(await redis.strlen(keys.limit('all slots'))).toBe(24 + 5 * limit.older)
    expect(await redis.pttl(keys.limit('all slots'))).toBeGreaterThan(63_000 + 2_000 * limit.slotSecs)
    expect(await redis.pttl(keys.limit('all slots'))).toBeLessThanOrEqual(64_000 + 2_000 * limit.slotSecs)
  })

  it.each([0, 1_000_001, 1.5, Number.NaN])('limits: refuses %d as a limit and as a window', async bad => {
    const { limits } = openStores('single', prefixOf('single'))
    await expect(limits.admit('bad', { maxRequests: bad, windowSecs: 60 })).rejects.toThrow(RangeError)
    await expect(limits.admit('bad', { maxRequests: 60, windowSecs: bad })).rejects.toThrow(RangeError)
  })

  it('limits: are refused while the server is away, and go on when it is back', async () => {
    const server = await startRedis()
    const stores = redisStores(server.url)
    onTestFinished(async () => {
      await stores.close()
      await server.stop()
    })
    expect((await stores.limits.admit('key', hundred)).remaining).toBe(99)
    await server.kill()
    await expectUnavailable(Promise.resolve(stores.limits.admit('key', hundred)), 1_000)
    await server.restart()
    const isAdmitted = (): Promise<boolean> =>
      Promise.resolve(stores.limits.admit('key', hundred)).then(
        answer => answer.isAdmitted,
        () => false,
      )
    await expect.poll(isAdmitted, { timeout: 5_000, interval: 20 }).toBe(true)
  })
})
