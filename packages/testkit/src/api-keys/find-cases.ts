import assert from 'node:assert/strict'
import type { ApiKey, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileTexts, textWithNul } from '../hostile-texts.ts'
import { overwrite } from '../overwrite.ts'
import { testApiKey } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

/** Insert, find and list. */
export const apiKeyFindCases: readonly StoreCase<Pick<Stores, 'apiKeys'>>[] = [
  {
    name: 'insert: the key is found, every member as it was',
    async run({ apiKeys }) {
      const rotated = { previousHash: 'previous', previousExpiresAt: now + 60, lastUsedAt: now - 1 }
      for (const key of [
        testApiKey(),
        testApiKey({ name: null, scopes: [], expiresAt: 0 }),
        testApiKey({ ...rotated, scopes: ['a,b', '"c"', ''] }),
      ]) {
        await apiKeys.insert(key)
        assert.deepEqual(await apiKeys.find(key.id, now), key)
        assert.deepEqual(await apiKeys.listByUser(key.userId, now), [key])
      }
    },
  },
  {
    name: 'insert: unicode, quotes and very long values come back unchanged',
    async run({ apiKeys }) {
      for (const text of hostileTexts) {
        const key = testApiKey({ name: text, scopes: [text, 'a'] })
        await apiKeys.insert(key)
        assert.deepEqual(await apiKeys.find(key.id, now), key)
      }
    },
  },
  {
    name: 'insert: a NUL in a name comes back unchanged',
    async run({ apiKeys }) {
      const key = testApiKey({ name: textWithNul })
      await apiKeys.insert(key)
      assert.deepEqual(await apiKeys.find(key.id, now), key)
    },
  },
  {
    name: 'insert: a taken id throws, and the key that has it stays',
    async run({ apiKeys }) {
      const key = testApiKey()
      await apiKeys.insert(key)
      await assert.rejects(apiKeys.insert(testApiKey({ id: key.id })))
      assert.deepEqual(await apiKeys.find(key.id, now), key)
    },
  },
  {
    name: 'insert: what the caller changes, before or in an answer, does not reach the store',
    async run({ apiKeys }) {
      const key = testApiKey({ scopes: ['read'] })
      const given = { ...key, scopes: ['read'] }
      await apiKeys.insert(given)
      overwrite(given)
      overwrite((await apiKeys.find(key.id, now)) ?? {})
      assert.deepEqual(await apiKeys.find(key.id, now), key)
      assert.deepEqual(await apiKeys.listByUser(key.userId, now), [key])
    },
  },
  {
    name: 'find: answers null for what is not there, and compares exactly, letter case included',
    async run({ apiKeys }) {
      const key = testApiKey({ id: unique('key_mixed') })
      await apiKeys.insert(key)
      for (const id of [
        unique('key_'),
        '',
        '%',
        "' OR 1=1 --",
        textWithNul,
        key.id.toUpperCase(),
        key.id.slice(0, -1),
      ]) {
        assert.equal(await apiKeys.find(id, now), null)
      }
    },
  },
  {
    name: 'find: a key is there until the second before it expires, and gone in that second',
    async run({ apiKeys }) {
      const key = testApiKey({ expiresAt: now + 60 })
      await apiKeys.insert(key)
      assert.deepEqual(await apiKeys.find(key.id, now + 59), key)
      assert.equal(await apiKeys.find(key.id, now + 60), null)
    },
  },
  {
    name: 'find: a key with expiresAt 0 never expires',
    async run({ apiKeys }) {
      const key = testApiKey({ expiresAt: 0 })
      await apiKeys.insert(key)
      for (const at of [0, now, now + 100 * 365 * 86_400]) assert.deepEqual(await apiKeys.find(key.id, at), key)
    },
  },
  {
    name: 'find: a key that was once found expired stays gone when the clock is set back',
    async run({ apiKeys }) {
      const key = testApiKey({ expiresAt: now + 60 })
      await apiKeys.insert(key)
      await apiKeys.find(key.id, now + 3_600)
      assert.equal(await apiKeys.find(key.id, now), null)
      assert.deepEqual(await apiKeys.listByUser(key.userId, now), [])
    },
  },
  {
    name: 'listByUser: live ones of that user alone, newest first',
    async run({ apiKeys }) {
      const { userId } = testApiKey()
      const lives = [now, now + 9, now + 5].map(createdAt => testApiKey({ userId, createdAt, expiresAt: now + 61 }))
      const [a, c, b] = lives as [ApiKey, ApiKey, ApiKey]
      const [expired, endless] = [testApiKey({ userId }), testApiKey({ userId, expiresAt: 0, createdAt: now - 1 })]
      for (const key of [a, c, b, { ...expired, expiresAt: now + 60 }, endless, testApiKey()]) await apiKeys.insert(key)
      assert.deepEqual(await apiKeys.listByUser(userId, now + 60), [c, b, a, endless])
      assert.deepEqual(await apiKeys.listByUser(userId.toUpperCase(), now), [])
    },
  },
]
