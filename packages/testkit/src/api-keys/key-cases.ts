import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileKeys } from '../hostile-texts.ts'
import { testApiKey } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const apiKeyKeyCases: readonly StoreCase<Pick<Stores, 'apiKeys'>>[] = [
  {
    name: 'insert: ids and users of odd characters are kept apart, in every method',
    async run({ apiKeys }) {
      const marker = unique('')
      const made = hostileKeys.map(key => testApiKey({ id: `key_${marker}${key}`, userId: `usr_${marker}${key}` }))
      for (const key of made) await apiKeys.insert(key)
      for (const key of made) {
        assert.deepEqual(await apiKeys.find(key.id, now), key)
        assert.deepEqual(await apiKeys.listByUser(key.userId, now), [key])
      }
      for (const { id, userId } of made) {
        const rotation = { secretHash: id, prefix: '', previousExpiresAt: now }
        assert.equal((await apiKeys.rotate(userId, id, rotation, now))?.secretHash, id)
        await apiKeys.touch([{ id, lastUsedAt: now + 1 }])
        const [listed] = await apiKeys.listByUser(userId, now)
        assert.deepEqual([listed?.secretHash, listed?.lastUsedAt], [id, now + 1])
      }
      for (const [at, { userId, id }] of made.entries()) {
        if (at % 2 === 0) assert.equal(await apiKeys.revoke(userId, id, now), true)
        else assert.equal(await apiKeys.revokeByUser(userId, now), 1)
      }
    },
  },
]
