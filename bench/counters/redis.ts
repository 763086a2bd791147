import type { CounterStore } from '../../packages/core/dist/index.js'
import { commandsDuring } from '../lib/redis-commands.ts'
import { openRedis, type Redis } from '../lib/redis-driver.ts'
import { atLeast, atMost, count, type Row, ratio } from '../lib/row.ts'
import { measureIncrements, windowSecs } from './candidates.ts'

const countedIncrements = 1_000

export async function measureRedisCounters(bench: string, url: string): Promise<readonly Row[]> {
  const { redisStores } = await import('../../packages/stores/redis/dist/index.js')
  const client = openRedis(url)
  const stores = redisStores(client) // one client for both
  try {
    const { counters } = stores
    if (counters === undefined) throw new Error('Expected counters among the stores')
    const own = (key: string): Promise<unknown> => counters.increment(key, 1, windowSecs, now())
    const rows = await measureIncrements({
      bench,
      database: 'Redis',
      own,
      bareName: 'bare EVALSHA',
      bare: await bareIncrement(client),
      goal: figure => atLeast(0.9, figure, ratio),
    })
    return [...rows, await roundTripRow(bench, url, counters)]
  } finally {
    await stores.close()
    client.disconnect()
  }
}

/** The least that counts within a window and tells when it ends. */
async function bareIncrement(client: Redis): Promise<(key: string) => Promise<unknown>> {
  const sha = String(
    await client.script(
      'LOAD',
      `local count = redis.call('INCRBY', KEYS[1], ARGV[1])
       if count == tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
       return {count, redis.call('PTTL', KEYS[1])}`,
    ),
  )
  return key => client.evalsha(sha, 1, `bare:${key}`, 1, windowSecs * 1_000)
}

/** One after the other, so that each is as far from its neighbours as it can be. */
async function roundTripRow(bench: string, url: string, counters: CounterStore): Promise<Row> {
  const sent = await commandsDuring(url, async () => {
    for (let at = 0; at < countedIncrements; at++) await counters.increment(`counted:${at}`, 1, windowSecs, now())
  })
  const all = [...sent.values()].reduce((sum, times) => sum + times, 0)
  return {
    bench,
    name: `Redis: commands that ${count(countedIncrements)} increments send`,
    ...atMost(countedIncrements, all, count),
    absolute: [...sent].map(([command, times]) => `${command} ${count(times)}`).join(', '),
  }
}

const now = (): number => Math.floor(Date.now() / 1_000)
