import assert from 'node:assert/strict'
import type { StoreBundle } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { testCredential, testOneTimeEntry, testSession, testUser } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique, uniqueHash } from '../unique.ts'

export const transactionCommitCases: readonly StoreCase<StoreBundle>[] = [
  {
    name: 'transaction: keeps what was done in every store, and answers what the work answers',
    async run(stores) {
      const user = testUser()
      const credential = testCredential({ userId: user.id })
      const session = testSession({ userId: user.id })
      const entry = testOneTimeEntry()
      const counter = unique('')
      const answer = await stores.transaction(async tx => {
        await tx.users.insert(user)
        await tx.credentials.put(credential)
        await tx.sessions.insert(session)
        await tx.oneTime.put(entry)
        await tx.counters.increment(counter, 2, 60, now)
        return 'done'
      })
      assert.equal(answer, 'done')
      assert.deepEqual(await stores.users.findById(user.id), user)
      assert.deepEqual(await stores.credentials.find(user.id, credential.kind), credential)
      assert.deepEqual(await stores.sessions.find(session.tokenHash, now), session)
      assert.equal(await stores.oneTime.take(entry.purpose, entry.key, now), entry.value)
      assert.equal((await stores.counters.increment(counter, 1, 60, now)).count, 3)
    },
  },
  {
    name: 'transaction: the work sees what it has done itself',
    async run(stores) {
      const user = testUser()
      const old = testSession({ userId: user.id })
      const next = { ...old, tokenHash: uniqueHash() }
      await stores.sessions.insert(old)
      await stores.transaction(async tx => {
        await tx.users.insert(user)
        assert.deepEqual(await tx.users.findByEmail(user.email), user)
        assert.equal(await tx.users.insert(testUser({ email: user.email })), false)
        assert.deepEqual(await tx.sessions.replace(old.tokenHash, { tokenHash: next.tokenHash }, now), next)
        assert.equal(await tx.sessions.find(old.tokenHash, now), null)
        assert.deepEqual(await tx.sessions.listByUser(user.id, now), [next])
      })
      assert.deepEqual(await stores.users.findById(user.id), user)
    },
  },
  {
    name: 'transaction: the work may call several methods at once',
    async run(stores) {
      const made = Array.from({ length: 20 }, () => testUser())
      await stores.transaction(async tx => {
        await Promise.all(made.map(user => tx.users.insert(user)))
      })
      for (const user of made) assert.deepEqual(await stores.users.findById(user.id), user)
    },
  },
]
