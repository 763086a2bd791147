import type { StoreBundle } from '@pylon/core'
import { sharedServices } from '@pylon/test-services'
import { onTestFinished } from 'vitest'
import { postgresStores } from '../src/postgres-stores.ts'
import { freshSchema } from './fresh-schema.ts'

/** Stores of one test alone. */
export async function ownStores(): Promise<StoreBundle> {
  const stores = await postgresStores(sharedServices().postgresUrl, { schema: freshSchema() })
  onTestFinished(() => stores.close())
  return stores
}

/** Whether a call is answered, by the time that the database has answered fifty others. */
export async function isAnsweredSoon(stores: StoreBundle, call: Promise<unknown>): Promise<boolean> {
  let isAnswered = false
  const answered = (): void => {
    isAnswered = true
  }
  call.then(answered, answered)
  for (let turn = 0; turn < 50; turn++) await stores.ping()
  return isAnswered
}
