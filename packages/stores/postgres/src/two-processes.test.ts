import type { StoreBundle } from '@pylon/core'
import { sharedServices } from '@pylon/test-services'
import { raceCases, startRacers } from '@pylon/testkit'
import { afterAll, beforeEach, expect, it, onTestFinished } from 'vitest'
import { freshSchema } from '../test/fresh-schema.ts'
import { postgresStores } from './postgres-stores.ts'

const { postgresUrl } = sharedServices()
const racers = startRacers({
  module: new URL('../test/racing-process.ts', import.meta.url),
  nodeOptions: ['--conditions=@pylon/source'],
})
afterAll(() => racers.stop())

let stores: StoreBundle
beforeEach(async () => {
  const schema = freshSchema()
  await racers.open(`${postgresUrl}#${schema}`) // both make the tables
  stores = await postgresStores(postgresUrl, { schema })
  onTestFinished(() => stores.close())
})

for (const { name, run } of raceCases) it(name, () => run(racers, stores))

it('two processes may make the same tables at the same moment', async () => {
  for (let round = 0; round < 20; round++) {
    await racers.open(`${postgresUrl}#${freshSchema()}`)
    expect(await racers.race('increment', 'key', 50)).toHaveLength(100)
  }
})
