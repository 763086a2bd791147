import { type PostgresService, type RedisService, startPostgres, startRedis } from '../../test-services/src/index.ts'

/** Lends a PostgreSQL that nobody else uses and that does not wait for the disk; it is gone afterwards. */
export const withPostgres = <T>(work: (postgres: PostgresService) => Promise<T>): Promise<T> =>
  withService(startPostgres, work)

/** Lends a Redis that nobody else uses; it is gone afterwards. */
export const withRedis = <T>(work: (redis: RedisService) => Promise<T>): Promise<T> => withService(startRedis, work)

async function withService<Service extends { stop(): Promise<void> }, T>(
  start: () => Promise<Service>,
  work: (service: Service) => Promise<T>,
): Promise<T> {
  const service = await start()
  try {
    return await work(service)
  } finally {
    await service.stop()
  }
}
