import { counterCases, oneTimeCases, sessionCases } from '@pylon/testkit'
import { describe, it } from 'vitest'
import { openStores, prefixOf, targets } from '../test/targets.ts'

/**
 * Redis drops what has expired by its own clock, which these cases cannot set to the year 2033: there is no sweep that
 * could do it, or count it. That nothing expired is ever shown is the matter of the other cases.
 */
const sweptByRedis = new Set([
  'sweep: deletes expired entries, burned ones included, and nothing else',
  'sweep: deletes windows that have ended and nothing else',
  'sweep: deletes at most `limit` and answers how many',
])

for (const where of targets) {
  for (const round of ['first', 'second']) {
    const stores = openStores(where, prefixOf(where))

    describe(`redis ${where}, ${round} round on one database`, () => {
      for (const { name, run } of sessionCases) it(`sessions ${name}`, () => run(stores))
      for (const { name, run } of oneTimeCases) {
        if (!sweptByRedis.has(name)) it(`oneTime ${name}`, () => run(stores))
      }
      for (const { name, run } of counterCases) {
        if (!sweptByRedis.has(name)) it(`counters ${name}`, () => run(stores))
      }
    })
  }
}
