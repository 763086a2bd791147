import type { StoreBundle, Stores } from './stores.ts'

/** Some of the stores, on a database of their own. */
export interface PartialStores extends Partial<Stores> {
  /** Throws when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

/**
 * Takes some stores from another database: sessions from Redis, the rest from PostgreSQL.
 *
 * A transaction covers the main database alone. What its work does to the other one happens at once and stays when the
 * work throws, so that a crash before the commit signs people out and never leaves a session that should have ended.
 *
 * @example
 * import { combineStores } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const { sessions, ping, close } = memoryStores()
 * const stores = combineStores(memoryStores(), { sessions, ping, close })
 */
export function combineStores(main: StoreBundle, { ping, close, ...others }: PartialStores): StoreBundle {
  return {
    ...main,
    ...others,
    transaction: work => main.transaction(stores => work({ ...stores, ...others })),
    async ping() {
      await Promise.all([main.ping(), ping()])
    },
    async close() {
      await Promise.all([main.close(), close()])
    },
  }
}
