import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { countOf } from '../race.ts'
import { testSession } from '../records.ts'
import { callers, type RaceCase, shareOf } from './race-case.ts'

/**
 * What `SessionStore` promises to several processes.
 *
 * @example
 * import type { Racers, RacingStores } from '@pylon/testkit'
 * import { sessionRaceCases } from '@pylon/testkit'
 *
 * async function runAll(racers: Racers, sessions: NonNullable<RacingStores['sessions']>): Promise<void> {
 *   for (const { run } of sessionRaceCases) await run(racers, { sessions })
 * }
 */
export const sessionRaceCases: readonly RaceCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'replace: of 1,000 callers in several processes exactly one gets the session, and it is the only one',
    async run(racers, { sessions }) {
      const { tokenHash, userId } = testSession()
      await sessions.insert(testSession({ tokenHash, userId }))
      const answers = await racers.race('replace', tokenHash, shareOf(callers, racers))
      assert.equal(answers.length, callers)
      assert.equal(countOf(answers, true), 1)
      assert.equal((await sessions.listByUser(userId, now)).length, 1)
    },
  },
  {
    name: 'revokeByUser: nothing survives it in one process while the token is swapped on and on in another',
    async run(racers, { sessions }) {
      for (let round = 0; round < 30; round++) {
        const { tokenHash, userId } = testSession()
        await sessions.insert(testSession({ tokenHash, userId }))
        await racers.raceApart(['replaceOnAndOn', tokenHash], ['revokeByUserMeanwhile', userId])
        assert.deepEqual(await sessions.listByUser(userId, now), [])
      }
    },
  },
]
