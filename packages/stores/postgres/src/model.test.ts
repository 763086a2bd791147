import type { StoreBundle } from '@pylon/core'
import { sharedServices } from '@pylon/test-services'
import { checkAgainstModel, checkPairsAgainstModel } from '@pylon/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { freshSchema } from '../test/fresh-schema.ts'
import { postgresStores } from './postgres-stores.ts'

it('answers to random programs as the model of the contract does, counts and sweeps included', async () => {
  await expect(checkAgainstModel(await openStores(), { runs: 100, isAlone: true })).resolves.toBeUndefined()
})

it('pairs of calls that start together end as one after the other', async () => {
  await expect(checkPairsAgainstModel(await openStores(), { runs: 100, atomic: 'method' })).resolves.toBeUndefined()
})

async function openStores(): Promise<StoreBundle> {
  const stores = await postgresStores(sharedServices().postgresUrl, { schema: freshSchema(), timeoutSecs: 10 })
  onTestFinished(() => stores.close())
  return stores
}
