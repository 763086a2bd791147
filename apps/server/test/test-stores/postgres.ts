import type { StoreBundle } from '@pylon/core'
import { postgresStores } from '@pylon/store-postgres'
import { sharedServices } from '@pylon/test-services'
import pg from 'pg'
import { deferredStores } from './deferred-stores.ts'

const pool = new pg.Pool({ connectionString: sharedServices().postgresUrl, max: 5, allowExitOnIdle: true })
let schemas = 0

/** New and empty for each test: a schema of its own. */
export function openTestStores(): StoreBundle {
  schemas += 1
  return deferredStores(postgresStores(pool, { schema: `flows_${process.pid}_${schemas}` }))
}
