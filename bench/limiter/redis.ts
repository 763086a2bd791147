import { progress } from '../lib/progress.ts'
import { commandsDuring } from '../lib/redis-commands.ts'
import { openRedis, type Redis } from '../lib/redis-driver.ts'
import { atLeast, atMost, count, perSec, type Row, ratio } from '../lib/row.ts'
import { median, medianRatio } from '../lib/stats.ts'
import { measureThroughput } from '../lib/throughput.ts'
import { limit, limiterKey, onThousandKeys } from './keys.ts'

const rounds = 9
const secsPerRound = 0.5
const inFlight = 64
const countedChecks = 1_000
const wideLimit = { ...limit, maxRequests: 1_000_000 }

export async function measureRedisLimiter(bench: string, url: string): Promise<readonly Row[]> {
  const { redisStores } = await import('../../packages/stores/redis/dist/index.js')
  const client = openRedis(url)
  const stores = redisStores(client) // one client for both
  try {
    progress(`${bench}: Redis, ${rounds} rounds`)
    const candidates = [
      onThousandKeys('bare', await bareCount(client)),
      onThousandKeys('admitted', key => stores.limits.admit(`wide ${key}`, wideLimit)),
      onThousandKeys('refused', key => stores.limits.admit(key, limit)),
    ]
    const results = await measureThroughput(candidates, { rounds, secsPerRound, inFlight })
    const sent = await commandsDuring(url, async () => {
      for (let at = 0; at < countedChecks; at++) await stores.limits.admit(limiterKey(10_000 + at), limit)
    })
    return [rowOf(bench, 'admitted', results), rowOf(bench, 'refused', results), roundTripRow(bench, sent)]
  } finally {
    await stores.close()
    client.disconnect()
  }
}

/** The least that counts within a window and tells when it ends. */
async function bareCount(client: Redis): Promise<(key: string) => Promise<unknown>> {
  const sha = String(
    await client.script(
      'LOAD',
      `local count = redis.call('INCRBY', KEYS[1], ARGV[1])
       if count == tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
       return {count, redis.call('PTTL', KEYS[1])}`,
    ),
  )
  return key => client.evalsha(sha, 1, `bare:${key}`, 1, limit.windowSecs * 1_000)
}

function rowOf(bench: string, name: 'admitted' | 'refused', results: ReadonlyMap<string, readonly number[]>): Row {
  const [own, bare] = [results.get(name) ?? [], results.get('bare') ?? []]
  return {
    bench,
    name: `Redis: checks that are ${name} ÷ bare EVALSHA, ${inFlight} in flight`,
    ...atLeast(0.9, medianRatio(own, bare), ratio),
    absolute: `${perSec(median(own))}; ${perSec(median(bare))}`,
  }
}

function roundTripRow(bench: string, sent: ReadonlyMap<string, number>): Row {
  const all = [...sent.values()].reduce((sum, times) => sum + times, 0)
  return {
    bench,
    name: `Redis: commands that ${count(countedChecks)} checks send`,
    ...atMost(countedChecks, all, count),
    absolute: [...sent].map(([command, times]) => `${command} ${count(times)}`).join(', '),
  }
}
