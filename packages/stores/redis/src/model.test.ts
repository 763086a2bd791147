import { checkAgainstModel, checkPairsAgainstModel } from '@pylon/testkit'
import { describe, it } from 'vitest'
import { openStores, prefixOf, targets } from '../test/targets.ts'

for (const where of targets) {
  describe(`redis ${where}`, () => {
    const { sessions, oneTime, counters } = openStores(where, prefixOf(where))

    it('answers random programs as the model does', () => checkAgainstModel({ sessions, oneTime, counters }))

    it('answers pairs of calls as one of their two orders explains', () =>
      checkPairsAgainstModel({ sessions, oneTime, counters }, { atomic: 'row' }))
  })
}
