import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { unique } from '../unique.ts'
import { callers, type RaceCase, shareOf } from './race-case.ts'

/**
 * What `CounterStore` promises to several processes.
 *
 * @example
 * import type { Racers, RacingStores } from '@pylon/testkit'
 * import { counterRaceCases } from '@pylon/testkit'
 *
 * async function runAll(racers: Racers, counters: NonNullable<RacingStores['counters']>): Promise<void> {
 *   for (const { run } of counterRaceCases) await run(racers, { counters })
 * }
 */
export const counterRaceCases: readonly RaceCase<Pick<Stores, 'counters'>>[] = [
  {
    name: 'increment: 1,000 callers in several processes get each sum from 1 to 1,000 once',
    async run(racers) {
      const counts = await racers.race('increment', unique(''), shareOf(callers, racers))
      assert.deepEqual(
        counts.toSorted((a, b) => Number(a) - Number(b)),
        Array.from({ length: callers }, (_, index) => index + 1),
      )
    },
  },
]
