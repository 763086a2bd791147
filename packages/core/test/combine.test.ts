import { expect, it } from 'vitest'
import { combineStores } from '../src/index.ts'
import { memoryStores } from '../src/memory/index.ts'

const now = 1_800_000_000

it('takes the named stores from the other database, inside transactions too', async () => {
  const [main, other] = [memoryStores(), memoryStores()]
  const stores = combineStores(main, { counters: other.counters, ping: other.ping, close: other.close })
  await stores.counters.increment('key', 1, 60, now)
  await stores.transaction(tx => tx.counters.increment('key', 1, 60, now))
  expect((await other.counters.increment('key', 0, 60, now)).count).toBe(2)
  expect((await main.counters.increment('key', 0, 60, now)).count).toBe(0)
})

it('answers only while both databases do, and closes both', async () => {
  const log: string[] = []
  const named = (name: string, isUp: boolean) => ({
    ping: async () => {
      if (!isUp) throw new Error(`${name} is down`)
    },
    close: async () => void log.push(name),
  })
  const main = { ...memoryStores(), ...named('main', true) }
  await expect(combineStores(main, named('other', false)).ping()).rejects.toThrow('other is down')
  await expect(combineStores(main, named('other', true)).ping()).resolves.toBeUndefined()
  await combineStores(main, named('other', true)).close()
  expect(log).toEqual(['main', 'other'])
})
