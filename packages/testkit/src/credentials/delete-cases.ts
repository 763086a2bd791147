import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { countOf, race, racers } from '../race.ts'
import { testCredential } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const credentialDeleteCases: readonly StoreCase<Pick<Stores, 'credentials'>>[] = [
  {
    name: 'delete: answers true once and leaves the other kinds',
    async run({ credentials }) {
      const userId = unique('usr_')
      const other = testCredential({ userId, kind: 'totp' })
      await credentials.put(testCredential({ userId }))
      await credentials.put(other)
      assert.equal(await credentials.delete(userId, 'password'), true)
      assert.equal(await credentials.delete(userId, 'password'), false)
      assert.equal(await credentials.find(userId, 'password'), null)
      assert.deepEqual(await credentials.find(userId, 'totp'), other)
    },
  },
  {
    name: 'delete: of 50 concurrent callers exactly one gets true',
    async run({ credentials }) {
      const credential = testCredential()
      await credentials.put(credential)
      assert.equal(countOf(await race(() => credentials.delete(credential.userId, credential.kind)), true), 1)
    },
  },
  {
    name: 'deleteByUser: deletes every kind of that user alone and answers how many there were',
    async run({ credentials }) {
      const userId = unique('usr_')
      const others = [`${userId}2`, userId.toUpperCase()].map(other => testCredential({ userId: other }))
      const own = ['password', 'totp', 'backup-codes'].map(kind => testCredential({ userId, kind }))
      for (const credential of [...own, ...others]) await credentials.put(credential)
      assert.equal(await credentials.deleteByUser(userId), 3)
      assert.equal(await credentials.deleteByUser(userId), 0)
      for (const { kind } of own) assert.equal(await credentials.find(userId, kind), null)
      for (const credential of others) {
        assert.deepEqual(await credentials.find(credential.userId, credential.kind), credential)
      }
    },
  },
  {
    name: 'deleteByUser: 50 concurrent callers together count every credential once',
    async run({ credentials }) {
      const userId = unique('usr_')
      for (let made = 0; made < racers; made++) await credentials.put(testCredential({ userId, kind: `kind ${made}` }))
      const answers = await race(() => credentials.deleteByUser(userId))
      assert.equal(
        answers.reduce((sum, deleted) => sum + deleted),
        racers,
      )
    },
  },
]
