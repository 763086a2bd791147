import type { StoreBundle } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { sqliteStores } from '@pylon/store-sqlite'
import type { Config } from './config/config.ts'

/** The stores that the configuration names; sessions in a file of their own where it says so. */
export function openStores({ store, sessionDbPath }: Pick<Config, 'store' | 'sessionDbPath'>): StoreBundle {
  const main = store.kind === 'memory' ? memoryStores() : sqliteStores(store.path)
  return sessionDbPath === null ? main : withOtherSessions(main, sqliteStores(sessionDbPath))
}

/**
 * Takes sessions from another database. A transaction covers the main one; what it does to sessions happens before the
 * commit, so that a crash in between signs people out and never leaves a session that should have ended.
 */
function withOtherSessions(main: StoreBundle, other: StoreBundle): StoreBundle {
  const { sessions } = other
  return {
    ...main,
    sessions,
    transaction: work => main.transaction(stores => work({ ...stores, sessions })),
    async ping() {
      await main.ping()
      await other.ping()
    },
    async close() {
      await main.close()
      await other.close()
    },
  }
}
