import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileTexts, textWithNul } from '../hostile-texts.ts'
import { countOf, race, racers } from '../race.ts'
import { testOneTimeEntry } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { uniqueHash } from '../unique.ts'

/** Put and take. */
export const oneTimeTakeCases: readonly StoreCase<Pick<Stores, 'oneTime'>>[] = [
  {
    name: 'take: gives the value once',
    async run({ oneTime }) {
      const { purpose, key, value, expiresAt } = testOneTimeEntry()
      await oneTime.put({ purpose, key, value, expiresAt })
      assert.equal(await oneTime.take(purpose, key, now), value)
      assert.equal(await oneTime.take(purpose, key, now), null)
    },
  },
  {
    name: 'take: of 50 concurrent callers exactly one gets the value',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key }))
      const answers = await race(() => oneTime.take(purpose, key, now))
      assert.equal(countOf(answers, 'value'), 1)
      assert.equal(countOf(answers, null), racers - 1)
    },
  },
  {
    name: 'take: unicode, quotes and very long values come back unchanged',
    async run({ oneTime }) {
      for (const value of hostileTexts) {
        const { purpose, key } = testOneTimeEntry()
        await oneTime.put(testOneTimeEntry({ purpose, key, value }))
        assert.equal(await oneTime.take(purpose, key, now), value)
      }
    },
  },
  {
    name: 'take: a NUL in a value comes back unchanged',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key, value: textWithNul }))
      assert.equal(await oneTime.take(purpose, key, now), textWithNul)
    },
  },
  {
    name: 'take: an entry of one purpose is not found under another, however the names run together',
    async run({ oneTime }) {
      const { key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose: 'sign-in', key }))
      assert.equal(await oneTime.take('verify', key, now), null)
      assert.equal(await oneTime.take('sign-', `in${key}`, now), null)
      assert.equal(await oneTime.take('SIGN-IN', key, now), null)
      assert.equal(await oneTime.take('sign-in', key, now), 'value')
    },
  },
  {
    name: 'take: answers null for what is not there, whatever characters it is asked for',
    async run({ oneTime }) {
      for (const key of [uniqueHash(), '', '%', "' OR 1=1 --", textWithNul]) {
        assert.equal(await oneTime.take('nothing-of-this-purpose', key, now), null)
      }
    },
  },
  {
    name: 'take: the value is there until the second before it expires, and gone in that second',
    async run({ oneTime }) {
      const [early, late] = [testOneTimeEntry({ expiresAt: now + 60 }), testOneTimeEntry({ expiresAt: now + 60 })]
      await oneTime.put(early)
      await oneTime.put(late)
      assert.equal(await oneTime.take(early.purpose, early.key, now + 59), 'value')
      assert.equal(await oneTime.take(late.purpose, late.key, now + 60), null)
    },
  },
  {
    name: 'take: an entry with expiresAt 0 never expires',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key, expiresAt: 0 }))
      assert.equal(await oneTime.take(purpose, key, now + 100 * 365 * 86_400), 'value')
    },
  },
  {
    name: 'take: an entry that was once found expired stays gone when the clock is set back',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key, expiresAt: now + 60 }))
      assert.equal(await oneTime.take(purpose, key, now + 3_600), null)
      assert.equal(await oneTime.take(purpose, key, now), null)
    },
  },
  {
    name: 'put: replaces the value and the expiry, so that the old secret is void',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key, value: 'old', expiresAt: now + 60 }))
      await oneTime.put(testOneTimeEntry({ purpose, key, value: 'new', expiresAt: now + 120 }))
      assert.equal(await oneTime.take(purpose, key, now + 90), 'new')
      assert.equal(await oneTime.take(purpose, key, now), null)
    },
  },
  {
    name: 'put: may be used again after a take',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      for (const value of ['first', 'second']) {
        await oneTime.put(testOneTimeEntry({ purpose, key, value }))
        assert.equal(await oneTime.take(purpose, key, now), value)
      }
    },
  },
  {
    name: 'put: of 50 concurrent callers one is kept',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await race(index => oneTime.put(testOneTimeEntry({ purpose, key, value: `value ${index}` })))
      const answers = await race(() => oneTime.take(purpose, key, now))
      assert.equal(countOf(answers, null), racers - 1)
    },
  },
]
