import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime } from '../fake-clock.ts'
import { countOf, race, racers } from '../race.ts'
import { testUser } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

const later = testTime + 60

export const userUpdateCases: readonly StoreCase<Pick<Stores, 'users'>>[] = [
  {
    name: 'update: changes the named members, leaves the others and answers the whole user',
    async run({ users }) {
      const user = testUser()
      await users.insert(user)
      const changes = [
        { email: `${unique('')}@example.com` },
        { isEmailVerified: true },
        { displayName: 'Countess' },
        { displayName: null },
        { roles: [] },
        { roles: ['owner', 'a,b'] },
        { isBanned: true },
        { isBanned: false, isEmailVerified: false, displayName: '' },
        {},
      ]
      let expected = user
      for (const change of changes) {
        expected = { ...expected, ...change, updatedAt: later }
        assert.deepEqual(await users.update(user.id, change, false, later), expected)
        assert.deepEqual(await users.findById(user.id), expected)
      }
    },
  },
  {
    name: 'update: answers null for an unknown user and makes none',
    async run({ users }) {
      const id = unique('usr_')
      assert.equal(await users.update(id, { displayName: 'Nobody' }, true, later), null)
      assert.equal(await users.findById(id), null)
    },
  },
  {
    name: 'update: a taken email answers null and changes nothing',
    async run({ users }) {
      const owner = testUser()
      const other = testUser()
      await users.insert(owner)
      await users.insert(other)
      assert.equal(await users.update(other.id, { email: owner.email, isBanned: true }, true, later), null)
      assert.deepEqual(await users.findById(other.id), other)
      assert.deepEqual(await users.findByEmail(owner.email), owner)
    },
  },
  {
    name: 'update: a user may be given the email they already have',
    async run({ users }) {
      const user = testUser()
      await users.insert(user)
      const expected = { ...user, updatedAt: later }
      assert.deepEqual(await users.update(user.id, { email: user.email }, false, later), expected)
      assert.deepEqual(await users.findByEmail(user.email), expected)
    },
  },
  {
    name: 'update: the user is found by the new email alone, and the old one is free',
    async run({ users }) {
      const user = testUser()
      const email = `${unique('')}@example.com`
      await users.insert(user)
      await users.update(user.id, { email }, false, later)
      assert.equal(await users.findByEmail(user.email), null)
      assert.equal((await users.findByEmail(email))?.id, user.id)
      assert.equal(await users.insert(testUser({ email: user.email })), true)
    },
  },
  {
    name: 'update: adds one to authVersion when it voids proofs, and not otherwise',
    async run({ users }) {
      const user = testUser({ authVersion: 3 })
      await users.insert(user)
      assert.equal((await users.update(user.id, { isBanned: true }, false, later))?.authVersion, 3)
      assert.equal((await users.update(user.id, {}, true, later))?.authVersion, 4)
    },
  },
  {
    name: 'update: 50 concurrent callers that void proofs add exactly 50',
    async run({ users }) {
      const user = testUser({ authVersion: 1 })
      await users.insert(user)
      const answers = await race(() => users.update(user.id, {}, true, later))
      assert.equal(new Set(answers.map(answer => answer?.authVersion)).size, racers)
      assert.equal((await users.findById(user.id))?.authVersion, 1 + racers)
    },
  },
  {
    name: 'update: concurrent changes of different members are all kept',
    async run({ users }) {
      const user = testUser({ isBanned: false, isEmailVerified: false, displayName: null, roles: [] })
      await users.insert(user)
      const changes = [{ isBanned: true }, { isEmailVerified: true }, { displayName: 'Ada' }, { roles: ['owner'] }]
      await race(index => users.update(user.id, changes[index % changes.length] ?? {}, false, later))
      const expected = { ...user, ...Object.assign({}, ...changes), updatedAt: later }
      assert.deepEqual(await users.findById(user.id), expected)
    },
  },
  {
    name: 'update: of 50 users who want one email exactly one gets it',
    async run({ users }) {
      const email = `${unique('')}@example.com`
      const ids = await race(async () => unique('usr_'))
      for (const id of ids) await users.insert(testUser({ id }))
      const answers = await race(index => users.update(ids[index] ?? '', { email }, false, later))
      assert.equal(countOf(answers, null), racers - 1)
      assert.equal((await users.findByEmail(email))?.id, answers.find(answer => answer !== null)?.id)
    },
  },
]
