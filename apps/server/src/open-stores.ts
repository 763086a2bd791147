import { combineStores, type StoreBundle } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { sqliteStores } from '@pylon/store-sqlite'
import type { Config } from './config/config.ts'

/** The stores that the configuration names; sessions in a file of their own where it says so. */
export function openStores({ store, sessionDbPath }: Pick<Config, 'store' | 'sessionDbPath'>): StoreBundle {
  const main = store.kind === 'memory' ? memoryStores() : sqliteStores(store.path)
  if (sessionDbPath === null) return main
  const { sessions, ping, close } = sqliteStores(sessionDbPath)
  return combineStores(main, { sessions, ping, close })
}
