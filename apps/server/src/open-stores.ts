import {
  type CachedStores,
  combineStores,
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
}

/**
 * The stores that the configuration names. `onPublishError` is told when word of a revocation cannot be sent. Throws
 * `ConfigError` when a server cannot be reached.
 */
export async function openStores(
  settings: StoreSettings,
  onPublishError: (error: unknown) => void,
): Promise<OpenedStores> {
  const stores = await withOtherPlaces(await openMain(settings.store), settings)
  const { sessionCacheSecs } = settings
  if (sessionCacheSecs === null) return { stores, sessionCache: null }

  const channel = channelOf(settings)
  const cached = withSessionCache(stores, { channel, maxStaleSecs: sessionCacheSecs, onError: onPublishError })
  const close = async (): Promise<void> => {
    await cached.close()
    await channel?.close()
  }
  return { stores: { ...cached, close }, sessionCache: cached.cache }
}

async function openMain(store: StoreLocation): Promise<StoreBundle> {
  if (store.kind === 'memory') return memoryStores()
  if (store.kind === 'sqlite') return sqliteStores(store.path)
  return whenReachable('PYLON_STORE', () => postgresStores(store.url))
}

/** Takes sessions, or all that is short-lived, from where the configuration says. */
async function withOtherPlaces(main: StoreBundle, { sessionDbPath, redisUrl }: StoreSettings): Promise<StoreBundle> {
  if (redisUrl !== null) {
    const redis = redisStores(redisUrl)
    await whenReachable('PYLON_REDIS_URL', () => redis.ping())
    return combineStores(main, redis)
  }
  if (sessionDbPath === null) return main
  const { sessions, ping, close } = sqliteStores(sessionDbPath)
  return combineStores(main, { sessions, ping, close })
}

/** Servers that share a SQLite file have no channel: there the bound is all there is. */
function channelOf({ store, redisUrl }: StoreSettings): RevocationChannel | null {
  if (redisUrl !== null) return redisRevocationChannel(redisUrl)
  return store.kind === 'postgres' ? postgresRevocationChannel(store.url) : null
}
