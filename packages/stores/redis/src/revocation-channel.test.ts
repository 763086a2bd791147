import { startRedis, startTcpProxy } from '@pylon/test-services'
import { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { expectUnavailable } from '../test/expect-unavailable.ts'
import { prefixOf, targets, urlOf } from '../test/targets.ts'
import type { RedisTarget } from './client.ts'
import { redisRevocationChannel } from './revocation-channel.ts'

function open(target: RedisTarget, keyPrefix: string) {
  const channel = redisRevocationChannel(target, { keyPrefix })
  const heard: string[] = []
  channel.subscribe(message => heard.push(message))
  onTestFinished(() => channel.close())
  return { channel, heard, isUp: () => channel.isUp }
}

for (const where of targets) {
  describe(`redis ${where}`, () => {
    it('carries every message to every listener of its prefix, the publisher among them', async () => {
      const [a, b] = [open(urlOf(where), prefixOf(where)), open(urlOf(where), prefixOf(where))]
      const other = open(urlOf(where), `${prefixOf(where)}other`)
      for (const { isUp } of [a, b, other]) await expect.poll(isUp, { timeout: 3_000 }).toBe(true)
      const messages = Array.from({ length: 100 }, (_, index) => `message ${index} \u{1f512}`)
      for (const message of messages) await a.channel.publish(message)
      await expect.poll(() => b.heard.length).toBe(100)
      expect(b.heard.toSorted()).toEqual(messages.toSorted()) // in a cluster they come from any node, in any order
      await expect.poll(() => a.heard.length).toBe(100)
      expect(other.heard).toEqual([])
    })
  })
}

it('is down while Redis is, and up again by itself', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const { channel, heard, isUp } = open(redis.url, 'pylon:')
  await expect.poll(isUp, { timeout: 3_000 }).toBe(true)
  await redis.kill()
  await expect.poll(isUp, { timeout: 3_000 }).toBe(false)
  await expectUnavailable(channel.publish('lost'), 1_000)
  await redis.restart()
  await expect.poll(isUp, { timeout: 5_000 }).toBe(true)
  await expect
    .poll(
      () =>
        channel.publish('back').then(
          () => heard,
          () => heard,
        ),
      { timeout: 5_000 },
    )
    .toContain('back')
  expect(heard).not.toContain('lost')
})

it('is down within three seconds when its connection is frozen without a word', async () => {
  const redis = await startRedis()
  const proxy = await startTcpProxy(redis.port)
  const { isUp } = open(`redis://127.0.0.1:${proxy.port}`, 'pylon:')
  onTestFinished(async () => {
    await proxy.stop()
    await redis.stop()
  })
  await expect.poll(isUp, { timeout: 3_000 }).toBe(true)
  proxy.freeze()
  await expect.poll(isUp, { timeout: 3_000 }).toBe(false)
  proxy.heal()
  await expect.poll(isUp, { timeout: 5_000 }).toBe(true)
})

it('works on a client that is handed in, and leaves it open', async () => {
  const client = new Redis(urlOf('single'))
  onTestFinished(() => client.disconnect())
  const { channel, heard, isUp } = open(client, prefixOf('single'))
  await expect.poll(isUp, { timeout: 3_000 }).toBe(true)
  await channel.publish('hello')
  await expect.poll(() => heard).toEqual(['hello'])
  await channel.close()
  expect(channel.isUp).toBe(false)
  expect(await client.ping()).toBe('PONG')
})
