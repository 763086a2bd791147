import { raceCases, startRacers } from '@pylon/testkit'
import { afterAll, beforeEach, expect, it, onTestFinished } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

const racers = startRacers({
  module: new URL('../test/racing-process.ts', import.meta.url),
  nodeOptions: ['--conditions=@pylon/source'],
})
afterAll(() => racers.stop())

let stores = sqliteStores(':memory:')
beforeEach(async () => {
  const file = tempFile()
  stores = sqliteStores(file)
  onTestFinished(() => stores.close())
  await racers.open(file)
})

for (const { name, run } of raceCases) it(name, () => run(racers, stores))

it('two processes may make the same file at the same moment', async () => {
  for (let round = 0; round < 40; round++) {
    await racers.open(tempFile())
    expect(await racers.race('increment', 'key', 50)).toHaveLength(100)
  }
})
