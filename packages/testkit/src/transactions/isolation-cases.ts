import assert from 'node:assert/strict'
import type { StoreBundle } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { countOf, race, racers } from '../race.ts'
import { testCredential, testOneTimeEntry, testSession, testUser } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const transactionIsolationCases: readonly StoreCase<StoreBundle>[] = [
  {
    name: 'transaction: 50 concurrent ones that read and then write lose nothing',
    async run(stores) {
      const { userId, kind } = testCredential()
      await stores.credentials.put(testCredential({ userId, kind, value: '0' }))
      await race(() =>
        stores.transaction(async tx => {
          const read = await tx.credentials.find(userId, kind)
          await tx.credentials.put(testCredential({ userId, kind, value: String(Number(read?.value) + 1) }))
        }),
      )
      assert.equal((await stores.credentials.find(userId, kind))?.value, String(racers))
    },
  },
  {
    name: 'transaction: of 50 concurrent ones, those that throw leave nothing and the others everything',
    async run(stores) {
      const counter = unique('')
      const answers = await race(index =>
        stores
          .transaction(async tx => {
            await tx.counters.increment(counter, 1, 60, now)
            if (index % 2 === 0) throw new Error('roll back')
          })
          .then(
            () => true,
            () => false,
          ),
      )
      assert.equal(countOf(answers, true), racers / 2)
      assert.equal((await stores.counters.increment(counter, 0, 60, now)).count, racers / 2)
    },
  },
  {
    name: 'transaction: of 50 concurrent ones that take one entry exactly one gets the value',
    async run(stores) {
      const { purpose, key } = testOneTimeEntry()
      await stores.oneTime.put(testOneTimeEntry({ purpose, key }))
      const answers = await race(() => stores.transaction(tx => tx.oneTime.take(purpose, key, now)))
      assert.equal(countOf(answers, 'value'), 1)
    },
  },
  {
    name: 'transaction: writes from outside are neither lost nor part of it',
    async run(stores) {
      const counter = unique('')
      const session = testSession()
      let outside: Promise<unknown> = Promise.resolve()
      const transaction = stores.transaction(async tx => {
        await tx.counters.increment(counter, 1, 60, now)
        outside = Promise.all([
          race(() => stores.counters.increment(counter, 1, 60, now)),
          stores.sessions.insert(session),
        ])
        await tx.counters.increment(counter, 1, 60, now)
        throw new Error('roll back')
      })
      await assert.rejects(transaction)
      await outside
      assert.equal((await stores.counters.increment(counter, 0, 60, now)).count, racers)
      assert.deepEqual(await stores.sessions.find(session.tokenHash, now), session)
    },
  },
  {
    name: 'transaction: a read from outside never sees what is later rolled back',
    async run(stores) {
      const user = testUser()
      let outside: Promise<unknown> = Promise.resolve()
      const transaction = stores.transaction(async tx => {
        await tx.users.insert(user)
        outside = stores.users.findById(user.id)
        await tx.users.update(user.id, { displayName: 'Changed' }, false, now)
        throw new Error('roll back')
      })
      await assert.rejects(transaction)
      assert.equal(await outside, null)
    },
  },
]
