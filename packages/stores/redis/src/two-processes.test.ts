import { counterRaceCases, oneTimeRaceCases, sessionRaceCases, startRacers } from '@pylon/testkit'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { openStores, prefixOf, targets, urlOf } from '../test/targets.ts'

for (const where of targets) {
  describe(`redis ${where}`, () => {
    const racers = startRacers({
      module: new URL('../test/racing-process.ts', import.meta.url),
      nodeOptions: ['--conditions=@pylon/source'],
    })
    const stores = openStores(where, prefixOf(where))
    beforeAll(() => racers.open(`${prefixOf(where)} ${urlOf(where)}`))
    afterAll(() => racers.stop())

    for (const { name, run } of sessionRaceCases) it(name, () => run(racers, stores))
    for (const { name, run } of oneTimeRaceCases) it(name, () => run(racers, stores))
    for (const { name, run } of counterRaceCases) it(name, () => run(racers, stores))
  })
}
