import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { countOf, race } from '../race.ts'
import { testOneTimeEntry } from '../records.ts'
import type { StoreCase } from '../store-case.ts'

export const oneTimeFailCases: readonly StoreCase<Pick<Stores, 'oneTime'>>[] = [
  {
    name: 'fail: shows the value to `limit` tries; the next one burns the entry',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key }))
      assert.deepEqual(await oneTime.fail(purpose, key, 2, now), { tries: 1, value: 'value' })
      assert.deepEqual(await oneTime.fail(purpose, key, 2, now), { tries: 2, value: 'value' })
      assert.deepEqual(await oneTime.fail(purpose, key, 2, now), { tries: 3, value: null })
      assert.equal(await oneTime.take(purpose, key, now), null)
    },
  },
  {
    name: 'fail: of 50 concurrent tries exactly `limit` see the value',
    async run({ oneTime }) {
      const limit = 5
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key }))
      const answers = await race(() => oneTime.fail(purpose, key, limit, now))
      const shown = answers.filter(answer => answer?.value === 'value').map(answer => answer?.tries)
      assert.deepEqual(
        shown.toSorted((a = 0, b = 0) => a - b),
        [1, 2, 3, 4, 5],
      )
      assert.ok(answers.every(answer => answer !== null && (answer.value === null) === answer.tries > limit))
    },
  },
  {
    name: 'fail: the last try that saw the value may still take it',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key }))
      await oneTime.fail(purpose, key, 1, now)
      assert.equal(await oneTime.take(purpose, key, now), 'value')
    },
  },
  {
    name: 'fail: a burned entry stays burned, for a higher limit and after a take, until it expires',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key, expiresAt: now + 60 }))
      await oneTime.fail(purpose, key, 0, now)
      assert.equal(await oneTime.take(purpose, key, now), null)
      assert.equal((await oneTime.fail(purpose, key, 1_000, now + 59))?.value, null)
      assert.equal(await oneTime.fail(purpose, key, 1_000, now + 60), null)
    },
  },
  {
    name: 'fail: a new entry starts with no tries, over a burned one too',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      for (const value of ['first', 'second']) {
        await oneTime.put(testOneTimeEntry({ purpose, key, value }))
        assert.deepEqual(await oneTime.fail(purpose, key, 1, now), { tries: 1, value })
        assert.deepEqual(await oneTime.fail(purpose, key, 1, now), { tries: 2, value: null })
      }
      await oneTime.put(testOneTimeEntry({ purpose, key, value: 'third' }))
      assert.equal(await oneTime.take(purpose, key, now), 'third')
    },
  },
  {
    name: 'fail: answers null for what is not there, is taken, has expired or has another purpose',
    async run({ oneTime }) {
      const [taken, expired, other] = [testOneTimeEntry(), testOneTimeEntry({ expiresAt: now }), testOneTimeEntry()]
      for (const entry of [taken, expired, other]) await oneTime.put(entry)
      await oneTime.take(taken.purpose, taken.key, now)
      assert.equal(await oneTime.fail('test', testOneTimeEntry().key, 5, now), null)
      assert.equal(await oneTime.fail(taken.purpose, taken.key, 5, now), null)
      assert.equal(await oneTime.fail(expired.purpose, expired.key, 5, now), null)
      assert.equal(await oneTime.fail('another-purpose', other.key, 5, now), null)
      assert.deepEqual(await oneTime.fail(other.purpose, other.key, 5, now), { tries: 1, value: 'value' })
    },
  },
  {
    name: 'fail: an entry that was once found expired stays gone when the clock is set back',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key, expiresAt: now + 60 }))
      assert.equal(await oneTime.fail(purpose, key, 5, now + 3_600), null)
      assert.equal(await oneTime.fail(purpose, key, 5, now), null)
      assert.equal(await oneTime.take(purpose, key, now), null)
    },
  },
  {
    name: 'fail: together with takes, the value is taken by at most one',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key }))
      const answers = await race(async index => {
        if (index % 2 === 0) await oneTime.fail(purpose, key, 100, now)
        return oneTime.take(purpose, key, now)
      })
      assert.equal(countOf(answers, 'value'), 1)
    },
  },
]
