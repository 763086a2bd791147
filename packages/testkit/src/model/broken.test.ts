import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { broken, keepingSessions } from '../../test/broken-stores.ts'
import { wrongByItself } from '../../test/wrong-by-itself.ts'
import { wrongTogether } from '../../test/wrong-together.ts'
import { checkAgainstModel } from './check-against-model.ts'
import { checkPairsAgainstModel } from './check-pairs-against-model.ts'

const seed = 1 // memory stores answer the same every time: so do these tests

it.each(Object.entries(wrongByItself))('finds a store in which %s', async (_, breakage) => {
  await expect(checkAgainstModel(broken(memoryStores(), breakage), { seed })).rejects.toThrow('found')
})

it.each(Object.entries(wrongTogether))('finds, by pairs of calls, a store in which %s', async (_, breakage) => {
  const stores = broken(memoryStores(), breakage)
  await expect(checkPairsAgainstModel(stores, { seed, atomic: 'transaction' })).rejects.toThrow('found')
})

it('finds a store in which a transaction that throws keeps its sessions', async () => {
  await expect(checkAgainstModel(keepingSessions(memoryStores()), { seed })).rejects.toThrow('throw')
})

it('finds a store that throws', async () => {
  const { counters } = memoryStores()
  const throwing = { ...counters, reset: () => Promise.reject(new Error('out of order')) }
  await expect(checkAgainstModel({ counters: throwing }, { seed })).rejects.toThrow('threw Error: out of order')
})

it('finds sweeps that answer too much, with a database of its own', async () => {
  const { sessions } = memoryStores()
  const boasting = {
    ...sessions,
    sweep: async (now: number, limit: number) => Math.min(limit, (await sessions.sweep(now, limit)) + 1),
  }
  await expect(checkAgainstModel({ sessions: boasting }, { seed })).resolves.toBeUndefined()
  await expect(
    checkAgainstModel({ sessions: { ...sessions, count: async () => 7 } }, { seed, isAlone: true }),
  ).rejects.toThrow('sessions.count')
})

it('tells the shortest program that goes wrong, and how to see it again', async () => {
  const stores = (): Parameters<typeof checkAgainstModel>[0] => {
    const { counters } = memoryStores()
    return { counters: { ...counters, reset: async () => {} } }
  }
  const error = await checkAgainstModel(stores(), { seed }).catch(thrown => thrown)
  expect(error.message).toMatchInlineSnapshot(`
    "The store answers otherwise than the model after
      counters.increment k by 0, window 60
      counters.reset k
      look at everything
      counters.increment k by 0, window 600
    found    {"count":0,"resetAt":4102444860}
    expected {"count":0,"resetAt":4102445400}
    run 2, shrunk; again with { seed: 1 }"
  `)
  await expect(checkAgainstModel(stores(), { seed: Number(/seed: (-?\d+)/.exec(error.message)?.[1]) })).rejects.toEqual(
    error,
  )
})
