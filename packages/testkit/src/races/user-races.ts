import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { countOf } from '../race.ts'
import { testCredential } from '../records.ts'
import { unique } from '../unique.ts'
import { callers, type RaceCase, shareOf } from './race-case.ts'

/** What `UserStore` and `CredentialStore` promise to several processes. */
export const userRaceCases: readonly RaceCase<Pick<Stores, 'users' | 'credentials'>>[] = [
  {
    name: 'insert: of 1,000 callers in several processes with one email exactly one gets true',
    async run(racers, { users }) {
      const email = `${unique('')}@example.com`
      const answers = await racers.race('insertUser', email, shareOf(callers, racers))
      assert.equal(countOf(answers, true), 1)
      assert.equal(countOf(answers, false), callers - 1)
      assert.equal((await users.findByEmail(email))?.email, email)
    },
  },
  {
    name: 'advance: of 1,000 callers in several processes with one step exactly one gets true',
    async run(racers, { credentials }) {
      const { userId, kind } = testCredential({ kind: 'totp' })
      await credentials.put(testCredential({ userId, kind }))
      const answers = await racers.race('advance', userId, shareOf(callers, racers))
      assert.equal(countOf(answers, true), 1)
      assert.equal(countOf(answers, false), callers - 1)
    },
  },
]
