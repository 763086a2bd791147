import assert from 'node:assert/strict'
import type { ApiKeyRotation, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { textWithNul } from '../hostile-texts.ts'
import { race, racers } from '../race.ts'
import { testApiKey } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique, uniqueHash } from '../unique.ts'

export const apiKeyRotateCases: readonly StoreCase<Pick<Stores, 'apiKeys'>>[] = [
  {
    name: 'rotate: the new secret counts, the old one is the previous one, and the rest stays',
    async run({ apiKeys }) {
      const key = testApiKey({ scopes: ['read'], lastUsedAt: now - 5 })
      await apiKeys.insert(key)
      let expected = key
      for (const previousExpiresAt of [now + 60, now]) {
        const rotation = { ...newSecret(), previousExpiresAt }
        expected = { ...expected, ...rotation, previousHash: expected.secretHash }
        assert.deepEqual(await apiKeys.rotate(key.userId, key.id, rotation, now), expected)
        assert.deepEqual(await apiKeys.find(key.id, now), expected)
      }
    },
  },
  {
    name: 'rotate: answers null for the key of another user, which stays as it is',
    async run({ apiKeys }) {
      const key = testApiKey()
      await apiKeys.insert(key)
      for (const userId of [unique('usr_'), key.userId.toUpperCase(), '', '%', textWithNul]) {
        assert.equal(await apiKeys.rotate(userId, key.id, newSecret(), now), null)
      }
      assert.deepEqual(await apiKeys.find(key.id, now), key)
    },
  },
  {
    name: 'rotate: answers null for a key that is gone, and makes none',
    async run({ apiKeys }) {
      const { userId, id } = testApiKey()
      await apiKeys.insert(testApiKey({ userId, id }))
      await apiKeys.revoke(userId, id, now)
      assert.equal(await apiKeys.rotate(userId, id, newSecret(), now), null)
      assert.equal(await apiKeys.find(id, now), null)
    },
  },
  {
    name: 'rotate: answers null for an expired key, and a clock set back does not revive it',
    async run({ apiKeys }) {
      const key = testApiKey({ expiresAt: now + 60 })
      await apiKeys.insert(key)
      assert.equal(await apiKeys.rotate(key.userId, key.id, newSecret(), now + 60), null)
      assert.equal(await apiKeys.find(key.id, now), null)
    },
  },
  {
    name: 'rotate: of 50 concurrent callers each makes the secret before its own the previous one',
    async run({ apiKeys }) {
      const key = testApiKey()
      await apiKeys.insert(key)
      const answers = await race(() => apiKeys.rotate(key.userId, key.id, newSecret(), now))
      const kept = await apiKeys.find(key.id, now)
      const secrets = [key.secretHash, ...answers.map(answer => answer?.secretHash)]
      const previous = [...answers.map(answer => answer?.previousHash), kept?.secretHash]
      assert.equal(new Set(previous).size, racers + 1)
      assert.deepEqual(new Set(previous), new Set(secrets))
    },
  },
  {
    name: 'rotate: together with a revocation of the same key, no revoked key comes back',
    async run({ apiKeys }) {
      await race(async index => {
        const { userId, id } = testApiKey()
        await apiKeys.insert(testApiKey({ userId, id }))
        const rotate = (): Promise<unknown> => apiKeys.rotate(userId, id, newSecret(), now)
        const revoke = (): Promise<unknown> =>
          index % 3 === 0 ? apiKeys.revokeByUser(userId, now) : apiKeys.revoke(userId, id, now)
        await Promise.all(index % 2 === 0 ? [rotate(), revoke()] : [revoke(), rotate()])
        assert.equal(await apiKeys.find(id, now), null)
      })
    },
  },
]

const newSecret = (): ApiKeyRotation => ({
  secretHash: uniqueHash(),
  prefix: 'pylon_key_zz',
  previousExpiresAt: now + 3_600,
})
