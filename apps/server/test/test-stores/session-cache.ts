import { type StoreBundle, withSessionCache } from '@pylon/core'
import { sqliteStores } from '@pylon/store-sqlite'

/** Sessions are read through the cache: one server sees its own changes at once. */
export const openTestStores = (): StoreBundle => withSessionCache(sqliteStores(':memory:'))
