import type { StoreBundle } from '@pylon/core'
import { sqliteStores } from '@pylon/store-sqlite'

/** New and empty for each test. */
export const openTestStores = (): StoreBundle => sqliteStores(':memory:')
