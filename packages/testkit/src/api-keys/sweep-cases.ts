import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testApiKey } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { sweepTime as now, sweepAll } from '../sweep-all.ts'

export const apiKeySweepCases: readonly StoreCase<Pick<Stores, 'apiKeys'>>[] = [
  {
    name: 'sweep: deletes what has expired and nothing else',
    async run({ apiKeys }) {
      const kept = [testApiKey({ expiresAt: now + 1 }), testApiKey({ expiresAt: 0 })]
      const swept = [testApiKey({ expiresAt: now }), testApiKey({ expiresAt: now - 1_000 })]
      for (const key of [...kept, ...swept]) await apiKeys.insert(key)
      await sweepAll(apiKeys)
      for (const key of kept) assert.deepEqual(await apiKeys.find(key.id, now), key)
      for (const { id } of swept) assert.equal(await apiKeys.find(id, now - 2_000), null)
    },
  },
  {
    name: 'sweep: deletes at most `limit` and answers how many',
    async run({ apiKeys }) {
      await sweepAll(apiKeys)
      for (let made = 0; made < 130; made++) await apiKeys.insert(testApiKey({ expiresAt: now - (made % 7) }))
      assert.equal(await apiKeys.sweep(now, 60), 60)
      assert.equal(await apiKeys.sweep(now, 60), 60)
      assert.equal(await apiKeys.sweep(now, 60), 10)
      assert.equal(await apiKeys.sweep(now, 60), 0)
    },
  },
]
