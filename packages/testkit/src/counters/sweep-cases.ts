import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { sweepTime as now, sweepAll } from '../sweep-all.ts'
import { unique } from '../unique.ts'

export const counterSweepCases: readonly StoreCase<Pick<Stores, 'counters'>>[] = [
  {
    name: 'sweep: deletes windows that have ended and nothing else',
    async run({ counters }) {
      const [open, ended] = [unique(''), unique('')]
      await counters.increment(open, 5, 61, now - 60)
      await counters.increment(ended, 5, 60, now - 60)
      await sweepAll(counters)
      assert.equal((await counters.increment(open, 1, 61, now - 60)).count, 6)
      assert.equal((await counters.increment(ended, 1, 60, now - 60)).count, 1)
    },
  },
  {
    name: 'sweep: a counter whose next window has begun stays',
    async run({ counters }) {
      const key = unique('')
      await counters.increment(key, 5, 60, now - 60)
      await counters.increment(key, 2, 60, now)
      await sweepAll(counters)
      assert.equal((await counters.increment(key, 1, 60, now)).count, 3)
    },
  },
  {
    name: 'sweep: deletes at most `limit` and answers how many',
    async run({ counters }) {
      await sweepAll(counters)
      for (let made = 0; made < 130; made++) await counters.increment(unique(''), 1, 10 + (made % 7), now - 60)
      assert.equal(await counters.sweep(now, 60), 60)
      assert.equal(await counters.sweep(now, 60), 60)
      assert.equal(await counters.sweep(now, 60), 10)
      assert.equal(await counters.sweep(now, 60), 0)
    },
  },
]
