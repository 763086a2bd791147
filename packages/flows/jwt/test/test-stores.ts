import type { StoreBundle } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'

/** Memory stores, or those of the module that the test run names: what these tests say holds on every database. */
export const openTestStores: () => StoreBundle = await chosen()

async function chosen(): Promise<() => StoreBundle> {
  const module = process.env.PYLON_TEST_STORES
  return module === undefined ? memoryStores : (await import(module)).openTestStores
}
