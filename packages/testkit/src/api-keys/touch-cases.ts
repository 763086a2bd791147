import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { race } from '../race.ts'
import { testApiKey } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const apiKeyTouchCases: readonly StoreCase<Pick<Stores, 'apiKeys'>>[] = [
  {
    name: 'touch: moves lastUsedAt forward, never back, and changes nothing else',
    async run({ apiKeys }) {
      const key = testApiKey({ lastUsedAt: null })
      await apiKeys.insert(key)
      for (const [lastUsedAt, expected] of [
        [now + 10, now + 10],
        [now + 5, now + 10],
        [now + 11, now + 11],
      ] as const) {
        await apiKeys.touch([{ id: key.id, lastUsedAt }])
        assert.deepEqual(await apiKeys.find(key.id, now), { ...key, lastUsedAt: expected })
      }
    },
  },
  {
    name: 'touch: takes none, many, unknown ones, and the same key twice',
    async run({ apiKeys }) {
      const made = Array.from({ length: 100 }, () => testApiKey())
      for (const key of made) await apiKeys.insert(key)
      const touches = made.map(({ id }, index) => ({ id, lastUsedAt: now + 1 + index }))
      const unknown = { id: unique('key_'), lastUsedAt: now }
      await apiKeys.touch([])
      await apiKeys.touch([...touches, unknown, ...touches.map(touch => ({ ...touch, lastUsedAt: now }))])
      for (const { id, lastUsedAt } of touches) assert.equal((await apiKeys.find(id, now))?.lastUsedAt, lastUsedAt)
      assert.equal(await apiKeys.find(unknown.id, now), null)
    },
  },
  {
    name: 'touch: of 50 concurrent callers the latest time is kept',
    async run({ apiKeys }) {
      const { id } = testApiKey()
      await apiKeys.insert(testApiKey({ id }))
      await race(index => apiKeys.touch([{ id, lastUsedAt: now + ((index * 7) % 50) }]))
      assert.equal((await apiKeys.find(id, now))?.lastUsedAt, now + 49)
    },
  },
  {
    name: 'touch: together with revocations, no revoked key comes back',
    async run({ apiKeys }) {
      const { userId } = testApiKey()
      const made = await race(async () => testApiKey({ userId }))
      for (const key of made) await apiKeys.insert(key)
      await race(async index => {
        const { id } = made[index] ?? testApiKey()
        await Promise.all([apiKeys.touch([{ id, lastUsedAt: now + 1 }]), apiKeys.revoke(userId, id, now)])
      })
      assert.deepEqual(await apiKeys.listByUser(userId, now), [])
    },
  },
]
