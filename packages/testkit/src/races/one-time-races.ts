import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { countOf } from '../race.ts'
import { testOneTimeEntry } from '../records.ts'
import { purpose } from './methods.ts'
import { callers, type RaceCase, shareOf } from './race-case.ts'

/**
 * What `OneTimeStore` promises to several processes.
 *
 * @example
 * import type { Racers, RacingStores } from '@pylon/testkit'
 * import { oneTimeRaceCases } from '@pylon/testkit'
 *
 * async function runAll(racers: Racers, oneTime: NonNullable<RacingStores['oneTime']>): Promise<void> {
 *   for (const { run } of oneTimeRaceCases) await run(racers, { oneTime })
 * }
 */
export const oneTimeRaceCases: readonly RaceCase<Pick<Stores, 'oneTime'>>[] = [
  {
    name: 'take: of 1,000 callers in several processes exactly one gets the value',
    async run(racers, { oneTime }) {
      const entry = testOneTimeEntry({ purpose })
      await oneTime.put(entry)
      const answers = await racers.race('take', entry.key, shareOf(callers, racers))
      assert.equal(countOf(answers, entry.value), 1)
      assert.equal(countOf(answers, null), callers - 1)
    },
  },
  {
    name: 'fail: of 1,000 tries in several processes exactly 5 see the value',
    async run(racers, { oneTime }) {
      const entry = testOneTimeEntry({ purpose })
      await oneTime.put(entry)
      const answers = await racers.race('fail', entry.key, shareOf(callers, racers))
      assert.equal(countOf(answers, entry.value), 5)
      assert.equal(countOf(answers, null), callers - 5)
    },
  },
]
