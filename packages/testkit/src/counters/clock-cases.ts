import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { race, racers } from '../race.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

const hour = 3_600

export const counterClockCases: readonly StoreCase<Pick<Stores, 'counters'>>[] = [
  {
    name: 'increment: the window holds until the second before its end, and a new one opens in that second',
    async run({ counters }) {
      const key = unique('')
      await counters.increment(key, 5, 60, now)
      assert.deepEqual(await counters.increment(key, 1, 60, now + 59), { count: 6, resetAt: now + 60 })
      assert.deepEqual(await counters.increment(key, 1, 60, now + 60), { count: 1, resetAt: now + 120 })
    },
  },
  {
    name: 'increment: at the end of a window 50 concurrent callers share one new window',
    async run({ counters }) {
      const key = unique('')
      await counters.increment(key, 5, 60, now)
      const answers = await race(() => counters.increment(key, 1, 60, now + 60))
      assert.equal(new Set(answers.map(answer => answer.count)).size, racers)
      assert.ok(answers.every(answer => answer.count <= racers && answer.resetAt === now + 120))
    },
  },
  {
    name: 'increment: a negative number in a window that has ended starts at 0, not at the old count',
    async run({ counters }) {
      const key = unique('')
      await counters.increment(key, 5, 60, now)
      assert.equal((await counters.increment(key, -1, 60, now + 60)).count, 0)
    },
  },
  {
    name: 'increment: a clock set back an hour keeps the count and cuts the window to its length',
    async run({ counters }) {
      const key = unique('')
      await counters.increment(key, 5, 900, now)
      assert.deepEqual(await counters.increment(key, 1, 900, now - hour), { count: 6, resetAt: now - hour + 900 })
      assert.deepEqual(await counters.increment(key, 1, 900, now - hour + 900), {
        count: 1,
        resetAt: now - hour + 1_800,
      })
    },
  },
  {
    name: 'increment: a clock that jumps an hour forward and back keeps what was counted there',
    async run({ counters }) {
      const key = unique('')
      await counters.increment(key, 5, 900, now)
      assert.deepEqual(await counters.increment(key, 1, 900, now + hour), { count: 1, resetAt: now + hour + 900 })
      assert.deepEqual(await counters.increment(key, 1, 900, now), { count: 2, resetAt: now + 900 })
    },
  },
]
