import { memoryStores } from '@pylon/core/memory'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { raceCases } from './race-cases.ts'
import { type Racers, startRacers } from './start-racers.ts'

const start = (): Racers =>
  startRacers({
    module: new URL('../../test/racing-process.ts', import.meta.url),
    nodeOptions: ['--conditions=@pylon/source'],
  })

const racers = start()
beforeAll(() => racers.open('memory'))
afterAll(() => racers.stop())

const needingProof = raceCases.filter(({ name }) => !name.startsWith('revokeByUser'))
it.each(needingProof)('stores that do not share their rows fail: $name', async ({ run }) => {
  await expect(run(racers, memoryStores())).rejects.toThrow()
})

it('what a process cannot open or call is an error of the race, and a process that ends is one too', async () => {
  const others = start()
  onTestFinished(() => others.stop())
  await expect(others.open('refuse')).rejects.toThrow('no such database')
  await expect(others.open('crash')).rejects.toThrow('exit code 3')
  await expect(others.race('take', 'key', 1)).rejects.toThrow()
})
