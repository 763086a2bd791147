import { generateToken, type Session } from '../../packages/core/dist/index.js'
import type { RedisService } from '../../test-services/src/index.ts'
import { insertAll } from '../lib/insert-all.ts'
import { progress } from '../lib/progress.ts'
import { usedMemory } from '../lib/redis-memory.ts'
import { atMost, type Bench, count, type Row } from '../lib/row.ts'
import { withRedis } from '../lib/services.ts'
import { madeUpUserId, newSession } from '../servers/fill-sessions.ts'

const sessionCount = 1_000_000
const populations = [10, 3, 1]
const inFlight = 256

/** What a session costs in Redis: its record, its place in its user's index, and its expiry. */
export const redisMemory: Bench = {
  name: 'redis-memory',
  async run() {
    const rows: Row[] = []
    for (const perUser of populations) rows.push(await withRedis(redis => measure(redis, perUser)))
    return rows
  },
}

async function measure({ url }: RedisService, perUser: number): Promise<Row> {
  progress(`${redisMemory.name}: ${count(sessionCount)} sessions, ${perUser} per user`)
  const { redisStores } = await import('../../packages/stores/redis/dist/index.js')
  const stores = redisStores(url)
  try {
    await stores.ping()
    const before = await usedMemory(url)
    const startedAt = performance.now()
    await insertAll(stores.sessions, madeUpSessions(perUser), inFlight)
    const elapsedSecs = (performance.now() - startedAt) / 1_000
    const bytes = (await usedMemory(url)) - before

    return {
      bench: redisMemory.name,
      name: `Redis: memory of a session, ${perUser} per user`,
      ...atMost(400, bytes / sessionCount, value => `${value.toFixed(0)} bytes`),
      absolute: `${count(sessionCount)} sessions: ${(bytes / 2 ** 20).toFixed(0)} MiB, stored in ${elapsedSecs.toFixed(0)} s`,
    }
  } finally {
    await stores.close()
  }
}

function* madeUpSessions(perUser: number): Generator<Session> {
  const now = Math.floor(Date.now() / 1_000)
  for (let at = 0; at < sessionCount; at++) {
    yield newSession(generateToken('pylon_'), madeUpUserId(Math.floor(at / perUser)), now)
  }
}
