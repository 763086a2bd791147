import { combineStores, type StoreBundle } from '@pylon/core'
import { redisStores } from '@pylon/store-redis'
import { sharedServices } from '@pylon/test-services'
import { Redis } from 'ioredis'
import { openTestStores as openPostgres } from './postgres.ts'

const redis = new Redis(sharedServices().redisUrl)
let prefixes = 0

/** New and empty for each test: a schema and a key prefix of its own. */
export function openTestStores(): StoreBundle {
  prefixes += 1
  return combineStores(openPostgres(), redisStores(redis, { keyPrefix: `flows_${process.pid}_${prefixes}:` }))
}
