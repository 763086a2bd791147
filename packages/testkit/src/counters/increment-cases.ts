import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { textWithNul } from '../hostile-texts.ts'
import { race, racers } from '../race.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

/** Increment and reset. */
export const counterIncrementCases: readonly StoreCase<Pick<Stores, 'counters'>>[] = [
  {
    name: 'increment: the first call opens the window, later ones add to it',
    async run({ counters }) {
      const key = unique('')
      assert.deepEqual(await counters.increment(key, 1, 60, now), { count: 1, resetAt: now + 60 })
      assert.deepEqual(await counters.increment(key, 2, 60, now + 10), { count: 3, resetAt: now + 60 })
      assert.deepEqual(await counters.increment(key, 0, 60, now + 59), { count: 3, resetAt: now + 60 })
      assert.deepEqual(await counters.increment(key, 1_000_000_000_000, 60, now + 59), {
        count: 1_000_000_000_003,
        resetAt: now + 60,
      })
    },
  },
  {
    name: 'increment: of 50 concurrent callers each gets its own sum',
    async run({ counters }) {
      const key = unique('')
      const answers = await race(() => counters.increment(key, 1, 60, now))
      assert.deepEqual(
        answers.map(answer => answer.count).toSorted((a, b) => a - b),
        Array.from({ length: racers }, (_, index) => index + 1),
      )
      assert.ok(answers.every(answer => answer.resetAt === now + 60))
    },
  },
  {
    name: 'increment: a negative number takes back, and the count never falls below 0',
    async run({ counters }) {
      const key = unique('')
      await counters.increment(key, 3, 60, now)
      assert.deepEqual(await counters.increment(key, -2, 60, now + 1), { count: 1, resetAt: now + 60 })
      assert.deepEqual(await counters.increment(key, -5, 60, now + 1), { count: 0, resetAt: now + 60 })
      assert.deepEqual(await counters.increment(key, 1, 60, now + 1), { count: 1, resetAt: now + 60 })
      assert.equal((await counters.increment(unique(''), -1, 60, now)).count, 0)
    },
  },
  {
    name: 'increment: keys are counted apart, letter case and odd characters included',
    async run({ counters }) {
      const key = unique('key')
      for (const other of [key, key.toUpperCase(), `${key} `, `${key}%`, `${key}'`, `${key}\u{1f512}`]) {
        assert.equal((await counters.increment(other, 1, 60, now)).count, 1)
      }
    },
  },
  {
    name: 'increment: a NUL in a key does not cut it off',
    async run({ counters }) {
      const key = unique(textWithNul)
      assert.equal((await counters.increment(`${key}\0a`, 1, 60, now)).count, 1)
      assert.equal((await counters.increment(`${key}\0b`, 1, 60, now)).count, 1)
    },
  },
  {
    name: 'reset: the next call opens a new window; an unknown key is no error',
    async run({ counters }) {
      const key = unique('')
      await counters.reset(key)
      await counters.increment(key, 5, 60, now)
      await counters.reset(key)
      assert.deepEqual(await counters.increment(key, 1, 60, now + 30), { count: 1, resetAt: now + 90 })
    },
  },
]
