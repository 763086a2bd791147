import {
  type CachedStores,
  combineStores,
  type LimitStore,
  type RevocationChannel,
  type StoreBundle,
  withSessionCache,
} from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { postgresRevocationChannel, postgresStores } from '@pylon/store-postgres'
import { redisRevocationChannel, redisStores } from '@pylon/store-redis'
import { sqliteStores } from '@pylon/store-sqlite'
import type { StoreLocation, StoreSettings } from './config/stores.ts'
import { whenReachable } from './when-reachable.ts'

export interface OpenedStores {
  readonly stores: StoreBundle
  /** Null: sessions are read from the database each time. */
  readonly sessionCache: CachedStores['cache'] | null
  /** Where rate limits are counted together; null: each server counts for itself. */
  readonly limits: LimitStore | null
}

/**
 * The stores that the configuration names. `onPublishError` is told when word of a revocation cannot be sent. Throws
 * `ConfigError` when a server cannot be reached.
 */
export async function openStores(
  settings: StoreSettings,
  onPublishError: (error: unknown) => void,
): Promise<OpenedStores> {
  const { stores, limits } = await withOtherPlaces(await openMain(settings.store), settings)
  const { sessionCacheSecs } = settings
  if (sessionCacheSecs === null) return { stores, limits, sessionCache: null }

  const channel = channelOf(settings)
  const cached = withSessionCache(stores, { channel, maxStaleSecs: sessionCacheSecs, onError: onPublishError })
  const close = async (): Promise<void> => {
    await cached.close()
    await channel?.close()
  }
  return { stores: { ...cached, close }, limits, sessionCache: cached.cache }
}

type Places = Pick<OpenedStores, 'stores' | 'limits'>

async function openMain(store: StoreLocation): Promise<Places> {
  if (store.kind === 'memory') return { stores: memoryStores(), limits: null }
  if (store.kind === 'sqlite') return { stores: sqliteStores(store.path), limits: null }
  const stores = await whenReachable('PYLON_STORE', () => postgresStores(store.url))
  return { stores, limits: stores.limits }
}

/** Takes sessions, or all that is short-lived, from where the configuration says. */
async function withOtherPlaces(main: Places, { sessionDbPath, redisUrl }: StoreSettings): Promise<Places> {
  if (redisUrl !== null) {
    const redis = redisStores(redisUrl)
    await whenReachable('PYLON_REDIS_URL', () => redis.ping())
    return { stores: combineStores(main.stores, redis), limits: redis.limits }
  }
  if (sessionDbPath === null) return main
  const { sessions, ping, close } = sqliteStores(sessionDbPath)
  return { ...main, stores: combineStores(main.stores, { sessions, ping, close }) }
}

/** Servers that share a SQLite file have no channel: there the bound is all there is. */
function channelOf({ store, redisUrl }: StoreSettings): RevocationChannel | null {
  if (redisUrl !== null) return redisRevocationChannel(redisUrl)
  return store.kind === 'postgres' ? postgresRevocationChannel(store.url) : null
}
