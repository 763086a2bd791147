import type { StoreBundle } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { breakingCases, withoutTransactions } from '../test/breaking-cases.ts'
import { broken } from '../test/broken-stores.ts'
import { storeCases } from './store-cases.ts'

it('the memory stores pass every case twice on one database', async () => {
  expect(await failuresOf(memoryStores())).toEqual([])
  const stores = memoryStores()
  await failuresOf(stores)
  expect(await failuresOf(stores)).toEqual([])
})

it('no two cases of a store have one name', () => {
  const names = storeCases.map(({ store, name }) => `${store} ${name}`)
  expect(new Set(names).size).toBe(names.length)
})

it.each(Object.entries(breakingCases))('a store that breaks it fails "%s"', async (name, breakage) => {
  expect(await failuresOf(broken(memoryStores(), breakage))).toContain(name)
})

it('stores without transactions fail the cases about these', async () => {
  expect(await failuresOf(withoutTransactions(memoryStores()))).toEqual(
    expect.arrayContaining([
      'transaction: when the work throws, what it changed is as it was before',
      'transaction: when the work throws, new accounts, API keys, organizations, invites and mails are nowhere',
      'transaction: of 20 owners who step down at the same moment one stays owner',
    ]),
  )
})

async function failuresOf(stores: StoreBundle): Promise<readonly string[]> {
  const failures: string[] = []
  for (const { name, run } of storeCases) await run(stores).catch(() => failures.push(name))
  return failures
}
