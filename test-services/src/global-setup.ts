import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { startRedisCluster } from './redis-cluster.ts'
import { areServicesShared, shareServices } from './shared.ts'

/** Brings the servers up that tests share; `TEST_PG_URL` and `TEST_REDIS_URL` name somebody's own instead. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (areServicesShared()) return undefined // another project of this run was first
  const startedAt = performance.now()
  const [postgres, redis, cluster] = await Promise.all([
    running(process.env.TEST_PG_URL) ?? startPostgres(),
    running(process.env.TEST_REDIS_URL) ?? startRedis(),
    startRedisCluster(),
  ])
  shareServices({
    postgresUrl: postgres.url,
    redisUrl: redis.url,
    redisClusterPorts: cluster.nodes.map(node => node.port),
  })
  console.log(`PostgreSQL, Redis and a Redis Cluster are up after ${Math.round(performance.now() - startedAt)} ms`)
  return async () => {
    await Promise.all([postgres.stop(), redis.stop(), cluster.stop()])
  }
}

const running = (url: string | undefined): { url: string; stop(): Promise<void> } | null =>
  url === undefined || url === '' ? null : { url, stop: async () => {} }
