import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { hostileTexts, textWithNul } from '../hostile-texts.ts'
import { overwrite } from '../overwrite.ts'
import { countOf, race } from '../race.ts'
import { testUser } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

/** Insert, find and delete. */
export const userInsertCases: readonly StoreCase<Pick<Stores, 'users'>>[] = [
  {
    name: 'insert: the user is found by id and by email, every member as it was',
    async run({ users }) {
      const plain = testUser()
      const special = testUser({ isEmailVerified: true, displayName: null, roles: [], isBanned: true, authVersion: 7 })
      for (const user of [plain, special]) {
        assert.equal(await users.insert(user), true)
        assert.deepEqual(await users.findById(user.id), user)
        assert.deepEqual(await users.findByEmail(user.email), user)
      }
    },
  },
  {
    name: 'insert: unicode, quotes and very long values come back unchanged',
    async run({ users }) {
      for (const text of hostileTexts) {
        const user = testUser({ displayName: text, roles: [text, 'a,b', 'c'] })
        await users.insert(user)
        assert.deepEqual(await users.findById(user.id), user)
      }
    },
  },
  {
    name: 'insert: a NUL in a name comes back unchanged',
    async run({ users }) {
      const user = testUser({ displayName: textWithNul })
      await users.insert(user)
      assert.deepEqual(await users.findById(user.id), user)
    },
  },
  {
    name: 'insert: a taken email answers false and changes nothing',
    async run({ users }) {
      const owner = testUser()
      const other = testUser({ email: owner.email, displayName: 'Mallory' })
      await users.insert(owner)
      assert.equal(await users.insert(other), false)
      assert.deepEqual(await users.findByEmail(owner.email), owner)
      assert.equal(await users.findById(other.id), null)
    },
  },
  {
    name: 'insert: a taken id answers false and changes nothing',
    async run({ users }) {
      const owner = testUser()
      const other = testUser({ id: owner.id })
      await users.insert(owner)
      assert.equal(await users.insert(other), false)
      assert.deepEqual(await users.findById(owner.id), owner)
      assert.equal(await users.findByEmail(other.email), null)
    },
  },
  {
    name: 'insert: of 50 concurrent callers with one email exactly one gets true',
    async run({ users }) {
      const email = `${unique('')}@example.com`
      const candidates = await race(async () => testUser({ email }))
      const answers = await race(index => users.insert(candidates[index] ?? testUser()))
      assert.equal(countOf(answers, true), 1)
      assert.deepEqual(await users.findByEmail(email), candidates[answers.indexOf(true)])
    },
  },
  {
    name: 'insert: what the caller changes afterwards does not reach the store',
    async run({ users }) {
      const user = testUser()
      const given = { ...user, roles: [...user.roles] }
      await users.insert(given)
      overwrite(given)
      assert.deepEqual(await users.findById(user.id), user)
    },
  },
  {
    name: 'find: what the caller changes in an answer does not reach the store',
    async run({ users }) {
      const user = testUser()
      await users.insert(user)
      overwrite((await users.findById(user.id)) ?? {})
      assert.deepEqual(await users.findById(user.id), user)
      assert.deepEqual(await users.findByEmail(user.email), user)
    },
  },
  {
    name: 'find: answers null for what is not there, whatever characters it is asked for',
    async run({ users }) {
      for (const text of [unique('usr_'), '', '%', "' OR 1=1 --", textWithNul]) {
        assert.equal(await users.findById(text), null)
        assert.equal(await users.findByEmail(text), null)
      }
    },
  },
  {
    name: 'find: compares exactly, letter case and spaces included',
    async run({ users }) {
      const user = testUser({ email: `${unique('mixed')}@example.com` })
      await users.insert(user)
      assert.equal(await users.findByEmail(user.email.toUpperCase()), null)
      assert.equal(await users.findByEmail(`${user.email} `), null)
      assert.equal(await users.findById(user.id.toUpperCase()), null)
    },
  },
  {
    name: 'delete: answers true once, and the email is free again',
    async run({ users }) {
      const user = testUser()
      await users.insert(user)
      assert.equal(await users.delete(user.id), true)
      assert.equal(await users.delete(user.id), false)
      assert.equal(await users.findById(user.id), null)
      assert.equal(await users.findByEmail(user.email), null)
      assert.equal(await users.insert(testUser({ email: user.email })), true)
    },
  },
  {
    name: 'delete: of 50 concurrent callers exactly one gets true',
    async run({ users }) {
      const user = testUser()
      await users.insert(user)
      assert.equal(countOf(await race(() => users.delete(user.id)), true), 1)
    },
  },
]
