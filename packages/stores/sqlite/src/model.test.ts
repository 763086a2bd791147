import { checkAgainstModel, checkPairsAgainstModel } from '@pylon/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

it('answers to random programs as the model of the contract does, counts and sweeps included', async () => {
  await expect(checkAgainstModel(openStores(), { runs: 100, isAlone: true })).resolves.toBeUndefined()
})

it('pairs of calls and transactions that start together end as one after the other', async () => {
  await expect(checkPairsAgainstModel(openStores(), { runs: 100, atomic: 'transaction' })).resolves.toBeUndefined()
})

function openStores(): ReturnType<typeof sqliteStores> {
  const stores = sqliteStores(tempFile())
  onTestFinished(() => stores.close())
  return stores
}
