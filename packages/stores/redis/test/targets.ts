import { randomUUID } from 'node:crypto'
import { sharedServices } from '@pylon/test-services'
import { afterAll } from 'vitest'
import { type RedisStores, type RedisStoresOptions, redisStores } from '../src/index.ts'

export type Where = 'single' | 'cluster'

export const targets: readonly Where[] = ['single', 'cluster']

/** A URL of the Redis that all tests share. */
export function urlOf(where: Where): string {
  const { redisUrl, redisClusterPorts } = sharedServices()
  return where === 'single' ? redisUrl : redisClusterPorts.map(port => `redis://127.0.0.1:${port}`).join(',')
}

const run = randomUUID().slice(0, 8)

/** A key prefix that this file alone uses. */
export const prefixOf = (where: Where): string => `test-${run}-${where}:`

/** Stores that are closed when the tests of the file are done. */
export function openStores(where: Where, keyPrefix: string, options: RedisStoresOptions = {}): RedisStores {
  const stores = redisStores(urlOf(where), { keyPrefix, ...options })
  afterAll(() => stores.close())
  return stores
}
