import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testOneTimeEntry } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { sweepTime as now, sweepAll } from '../sweep-all.ts'

export const oneTimeSweepCases: readonly StoreCase<Pick<Stores, 'oneTime'>>[] = [
  {
    name: 'sweep: deletes expired entries, burned ones included, and nothing else',
    async run({ oneTime }) {
      const kept = [testOneTimeEntry({ expiresAt: now + 1 }), testOneTimeEntry({ expiresAt: 0 })]
      const swept = [testOneTimeEntry({ expiresAt: now }), testOneTimeEntry({ expiresAt: now - 1_000 })]
      for (const entry of [...kept, ...swept]) await oneTime.put(entry)
      for (const { purpose, key } of swept) await oneTime.fail(purpose, key, 0, now - 2_000)
      await sweepAll(oneTime)
      for (const { purpose, key } of swept) assert.equal(await oneTime.fail(purpose, key, 9, now - 2_000), null)
      for (const { purpose, key } of kept) assert.equal(await oneTime.take(purpose, key, now), 'value')
    },
  },
  {
    name: 'sweep: an entry that was put again with a later end stays',
    async run({ oneTime }) {
      const { purpose, key } = testOneTimeEntry()
      await oneTime.put(testOneTimeEntry({ purpose, key, expiresAt: now }))
      await oneTime.put(testOneTimeEntry({ purpose, key, expiresAt: now + 60 }))
      await sweepAll(oneTime)
      assert.equal(await oneTime.take(purpose, key, now), 'value')
    },
  },
  {
    name: 'sweep: deletes at most `limit` and answers how many',
    async run({ oneTime }) {
      await sweepAll(oneTime)
      for (let made = 0; made < 130; made++) await oneTime.put(testOneTimeEntry({ expiresAt: now - (made % 7) }))
      assert.equal(await oneTime.sweep(now, 60), 60)
      assert.equal(await oneTime.sweep(now, 60), 60)
      assert.equal(await oneTime.sweep(now, 60), 10)
      assert.equal(await oneTime.sweep(now, 60), 0)
    },
  },
]
