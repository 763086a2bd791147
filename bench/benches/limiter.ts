import type { Bench, Row } from '../lib/row.ts'
import { withRedis } from '../lib/services.ts'
import { measureMemorySize } from '../limiter/memory-size.ts'
import { measureMemorySpeed } from '../limiter/memory-speed.ts'
import { measureMostAdmitted } from '../limiter/most-admitted.ts'
import { measureRedisLimiter } from '../limiter/redis.ts'

/** Whether a request is let through, by the rate limiter's memory and by Redis. */
export const limiter: Bench = {
  name: 'limiter',
  run: async (): Promise<readonly Row[]> => [
    ...(await measureMemorySpeed(limiter.name)),
    ...(await measureMemorySize(limiter.name)),
    ...(await measureMostAdmitted(limiter.name)),
    ...(await withRedis(({ url }) => measureRedisLimiter(limiter.name, url))),
  ],
}
