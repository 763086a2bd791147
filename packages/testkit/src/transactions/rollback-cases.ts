import assert from 'node:assert/strict'
import type { StoreBundle } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { testCredential, testOneTimeEntry, testSession, testUser } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique, uniqueHash } from '../unique.ts'
import { failing } from './failing.ts'

export const transactionRollbackCases: readonly StoreCase<StoreBundle>[] = [
  {
    name: 'transaction: what the work throws comes through unchanged',
    async run(stores) {
      for (const thrown of [new Error('as it is'), { code: 'NO_ERROR_OBJECT' }, null]) {
        const caught = await stores
          .transaction(async () => {
            throw thrown
          })
          .then(
            () => 'no throw',
            error => error,
          )
        assert.equal(caught, thrown)
      }
    },
  },
  {
    name: 'transaction: when the work throws, what it inserted is in none of the stores',
    async run(stores) {
      const user = testUser()
      const session = testSession()
      const entry = testOneTimeEntry()
      const counter = unique('')
      await failing(stores, async tx => {
        await tx.users.insert(user)
        await tx.credentials.put(testCredential({ userId: user.id }))
        await tx.sessions.insert(session)
        await tx.oneTime.put(entry)
        await tx.counters.increment(counter, 5, 60, now)
      })
      assert.equal(await stores.users.findById(user.id), null)
      assert.equal(await stores.users.findByEmail(user.email), null)
      assert.equal(await stores.credentials.find(user.id, 'password'), null)
      assert.equal(await stores.sessions.find(session.tokenHash, now), null)
      assert.deepEqual(await stores.sessions.listByUser(session.userId, now), [])
      assert.equal(await stores.oneTime.take(entry.purpose, entry.key, now), null)
      assert.equal((await stores.counters.increment(counter, 1, 60, now)).count, 1)
    },
  },
  {
    name: 'transaction: when the work throws, what it changed is as it was before',
    async run(stores) {
      const user = testUser()
      const credential = testCredential({ userId: user.id, kind: 'totp', step: 5 })
      const entry = testOneTimeEntry()
      const counter = unique('')
      await stores.users.insert(user)
      await stores.credentials.put(credential)
      await stores.oneTime.put(entry)
      await stores.counters.increment(counter, 5, 60, now)
      await failing(stores, async tx => {
        await tx.users.update(user.id, { email: `${unique('')}@example.com` }, true, now + 1)
        await tx.credentials.advance(user.id, 'totp', 6)
        await tx.credentials.replace({ ...credential, value: 'other' }, credential.value)
        await tx.oneTime.fail(entry.purpose, entry.key, 0, now)
        await tx.counters.increment(counter, 5, 60, now)
      })
      assert.deepEqual(await stores.users.findById(user.id), user)
      assert.deepEqual(await stores.users.findByEmail(user.email), user)
      assert.deepEqual(await stores.credentials.find(user.id, 'totp'), credential)
      assert.deepEqual(await stores.oneTime.fail(entry.purpose, entry.key, 5, now), { tries: 1, value: entry.value })
      assert.equal((await stores.counters.increment(counter, 1, 60, now)).count, 6)
    },
  },
  {
    name: 'transaction: when the work throws, what it deleted is there again',
    async run(stores) {
      const user = testUser()
      const credential = testCredential({ userId: user.id })
      const entry = testOneTimeEntry()
      const counter = unique('')
      await stores.users.insert(user)
      await stores.credentials.put(credential)
      await stores.oneTime.put(entry)
      await stores.counters.increment(counter, 5, 60, now)
      await failing(stores, async tx => {
        await tx.users.delete(user.id)
        await tx.credentials.delete(user.id, credential.kind)
        await tx.oneTime.take(entry.purpose, entry.key, now)
        await tx.counters.reset(counter)
      })
      assert.deepEqual(await stores.users.findByEmail(user.email), user)
      assert.deepEqual(await stores.credentials.find(user.id, credential.kind), credential)
      assert.equal(await stores.oneTime.take(entry.purpose, entry.key, now), entry.value)
      assert.equal((await stores.counters.increment(counter, 1, 60, now)).count, 6)
    },
  },
  {
    name: 'transaction: when the work throws, the sessions of a user are as before, in their order',
    async run(stores) {
      const { userId } = testSession()
      const made = Array.from({ length: 4 }, () => testSession({ userId }))
      for (const session of made) await stores.sessions.insert(session)
      const before = await stores.sessions.listByUser(userId, now)
      await failing(stores, async tx => {
        const [first, second] = before
        if (first !== undefined) await tx.sessions.replace(first.tokenHash, { tokenHash: uniqueHash() }, now)
        if (second !== undefined) await tx.sessions.revoke(userId, second.id, now)
        await tx.sessions.update(userId, { roles: ['owner'] })
        await tx.sessions.touch(before.map(({ tokenHash }) => ({ tokenHash, lastUsedAt: now + 1 })))
        await tx.sessions.revokeByUser(userId, null, now)
      })
      assert.deepEqual(await stores.sessions.listByUser(userId, now), before)
      for (const session of before) assert.deepEqual(await stores.sessions.find(session.tokenHash, now), session)
    },
  },
  {
    name: 'transaction: after one that failed the next one works',
    async run(stores) {
      const user = testUser()
      await failing(stores, async tx => void (await tx.users.insert(user)))
      assert.equal(await stores.transaction(tx => tx.users.insert(user)), true)
      assert.deepEqual(await stores.users.findById(user.id), user)
    },
  },
]
