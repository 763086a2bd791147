import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { textWithNul } from '../hostile-texts.ts'
import { countOf, race, racers } from '../race.ts'
import { testApiKey } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const apiKeyRevokeCases: readonly StoreCase<Pick<Stores, 'apiKeys'>>[] = [
  {
    name: 'revoke: answers true once, and the key is gone',
    async run({ apiKeys }) {
      const [key, other] = [testApiKey(), testApiKey()]
      const sibling = { ...other, userId: key.userId }
      for (const each of [key, sibling]) await apiKeys.insert(each)
      assert.equal(await apiKeys.revoke(key.userId, key.id, now), true)
      assert.equal(await apiKeys.revoke(key.userId, key.id, now), false)
      assert.equal(await apiKeys.find(key.id, now), null)
      assert.deepEqual(await apiKeys.listByUser(key.userId, now), [sibling])
    },
  },
  {
    name: 'revoke: nobody revokes the key of another user',
    async run({ apiKeys }) {
      const key = testApiKey()
      await apiKeys.insert(key)
      for (const userId of [unique('usr_'), key.userId.toUpperCase(), '', '%', textWithNul]) {
        assert.equal(await apiKeys.revoke(userId, key.id, now), false)
      }
      assert.deepEqual(await apiKeys.find(key.id, now), key)
    },
  },
  {
    name: 'revoke: answers false for an expired key, and a clock set back does not revive it',
    async run({ apiKeys }) {
      const key = testApiKey({ expiresAt: now + 60 })
      await apiKeys.insert(key)
      assert.equal(await apiKeys.revoke(key.userId, key.id, now + 60), false)
      assert.equal(await apiKeys.find(key.id, now), null)
    },
  },
  {
    name: 'revoke: of 50 concurrent callers exactly one gets true',
    async run({ apiKeys }) {
      const { userId, id } = testApiKey()
      await apiKeys.insert(testApiKey({ userId, id }))
      assert.equal(countOf(await race(() => apiKeys.revoke(userId, id, now)), true), 1)
    },
  },
  {
    name: 'revokeByUser: revokes all of them and answers how many were live',
    async run({ apiKeys }) {
      const { userId } = testApiKey()
      const other = testApiKey()
      const own = [testApiKey({ userId }), testApiKey({ userId, expiresAt: 0 }), testApiKey({ userId, expiresAt: now })]
      for (const key of [...own, other]) await apiKeys.insert(key)
      assert.equal(await apiKeys.revokeByUser(userId, now), 2)
      assert.equal(await apiKeys.revokeByUser(userId, now), 0)
      for (const { id } of own) assert.equal(await apiKeys.find(id, now - 60), null)
      assert.deepEqual(await apiKeys.find(other.id, now), other)
    },
  },
  {
    name: 'revokeByUser: 50 concurrent callers together count every key once',
    async run({ apiKeys }) {
      const { userId } = testApiKey()
      for (let made = 0; made < racers; made++) await apiKeys.insert(testApiKey({ userId }))
      const answers = await race(() => apiKeys.revokeByUser(userId, now))
      assert.equal(
        answers.reduce((sum, revoked) => sum + revoked),
        racers,
      )
    },
  },
]
