import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileKeys } from '../hostile-texts.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const counterKeyCases: readonly StoreCase<Pick<Stores, 'counters'>>[] = [
  {
    name: 'increment: keys of odd characters are counted apart, and reset alone',
    async run({ counters }) {
      const marker = unique('')
      const countOf = async (key: string): Promise<number> =>
        (await counters.increment(`${marker}${key}`, 1, 60, now)).count
      for (const [at, key] of hostileKeys.entries()) {
        await counters.increment(`${marker}${key}`, at, 60, now)
        await counters.increment(`${marker}${key}reset`, at, 60, now)
      }
      for (const key of hostileKeys) await counters.reset(`${marker}${key}reset`)
      for (const [at, key] of hostileKeys.entries()) assert.equal(await countOf(key), at + 1)
      for (const key of hostileKeys) assert.equal(await countOf(`${key}reset`), 1)
    },
  },
]
