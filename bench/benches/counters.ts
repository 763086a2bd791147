import type { PostgresService, RedisService } from '../../test-services/src/index.ts'
import { measurePostgresCounters } from '../counters/postgres.ts'
import { measureRedisCounters } from '../counters/redis.ts'
import type { Bench, Row } from '../lib/row.ts'
import { withPostgres, withRedis } from '../lib/services.ts'

/** `counters.increment` beside the least that a client can send for it, many of them under way at a time. */
export const counters: Bench = {
  name: 'counters',
  run: async () => [...(await withRedis(onRedis)), ...(await withPostgres(onPostgres))],
}

const onRedis = ({ url }: RedisService): Promise<readonly Row[]> => measureRedisCounters(counters.name, url)

const onPostgres = ({ url }: PostgresService): Promise<readonly Row[]> => measurePostgresCounters(counters.name, url)
