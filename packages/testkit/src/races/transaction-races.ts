import assert from 'node:assert/strict'
import type { StoreBundle } from '@pylon/core'
import { countOf } from '../race.ts'
import { testCredential, testOneTimeEntry } from '../records.ts'
import { purpose } from './methods.ts'
import { type RaceCase, shareOf, transactions } from './race-case.ts'

/** What `transaction` promises to several processes. */
export const transactionRaceCases: readonly RaceCase<StoreBundle>[] = [
  {
    name: 'transaction: 200 in several processes that read and then write lose nothing',
    async run(racers, { credentials }) {
      const { userId, kind } = testCredential()
      await credentials.put(testCredential({ userId, kind, value: '0' }))
      await racers.race('addInTransaction', userId, shareOf(transactions, racers))
      assert.equal((await credentials.find(userId, kind))?.value, String(transactions))
    },
  },
  {
    name: 'transaction: of 200 in several processes that take one entry exactly one gets the value',
    async run(racers, { oneTime }) {
      const entry = testOneTimeEntry({ purpose })
      await oneTime.put(entry)
      const answers = await racers.race('takeInTransaction', entry.key, shareOf(transactions, racers))
      assert.equal(countOf(answers, entry.value), 1)
      assert.equal(countOf(answers, null), transactions - 1)
    },
  },
]
