import { memoryStores } from '@pylon/core/memory'
import { it } from 'vitest'
import { checkAgainstModel } from './check-against-model.ts'
import { checkPairsAgainstModel } from './check-pairs-against-model.ts'

it('the memory stores answer as the model does', async () => {
  await checkAgainstModel(memoryStores())
})

it('the memory stores answer as the model does, counts and sweeps included', async () => {
  await checkAgainstModel(memoryStores(), { isAlone: true })
})

it('pairs of calls on the memory stores end as one after the other', async () => {
  await checkPairsAgainstModel(memoryStores(), { atomic: 'transaction' })
})
