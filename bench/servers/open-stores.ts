import {
  combineStores,
  type RevocationChannel,
  type StoreBundle,
  withSessionCache,
} from '../../packages/core/dist/index.js'
import type { StorePlace } from './settings.ts'

/** The stores of a measured server. A package is loaded only where it is asked for. */
export async function openStores(place: StorePlace): Promise<StoreBundle> {
  const stores = await withRedis(await openMain(place), place.redisUrl)
  if (place.sessionCacheSecs === 0) return stores
  return withSessionCache(stores, { channel: await openChannel(place), maxStaleSecs: place.sessionCacheSecs })
}

async function openMain({ file, postgresUrl }: StorePlace): Promise<StoreBundle> {
  if (file !== '') return (await import('../../packages/stores/sqlite/dist/index.js')).sqliteStores(file)
  if (postgresUrl !== '') return (await postgres()).postgresStores(postgresUrl)
  return (await import('../../packages/core/dist/memory/index.js')).memoryStores()
}

async function withRedis(main: StoreBundle, url: string): Promise<StoreBundle> {
  return url === '' ? main : combineStores(main, (await redis()).redisStores(url))
}

async function openChannel({ postgresUrl, redisUrl }: StorePlace): Promise<RevocationChannel | null> {
  if (redisUrl !== '') return (await redis()).redisRevocationChannel(redisUrl)
  return postgresUrl === '' ? null : (await postgres()).postgresRevocationChannel(postgresUrl)
}

const postgres = () => import('../../packages/stores/postgres/dist/index.js')
const redis = () => import('../../packages/stores/redis/dist/index.js')
