import { setTimeout as pause, setImmediate as untilNextTurn } from 'node:timers/promises'
import { createSessions } from '../../packages/core/dist/index.js'
import { type Pauses, watchLoop } from '../lib/loop-pauses.ts'
import { progress } from '../lib/progress.ts'
import { atMost, type Bench, count, millis, plain, type Row } from '../lib/row.ts'
import { fileMaker, withTempFolder } from '../lib/temp-folder.ts'
import { fillSessions, newTokens } from '../servers/fill-sessions.ts'

const expiredCount = 500_000
const longAgo = 1_000_000_000

/** As the reference server's sweeper has it. */
const chunkSize = 100

/** Sweeps expired sessions away as the reference server does, and watches how long the event loop stands still. */
export const sweep: Bench = {
  name: 'sweep',
  run: () => withTempFolder(measure),
}

async function measure(folder: string): Promise<readonly Row[]> {
  const { sqliteStores } = await import('../../packages/stores/sqlite/dist/index.js')
  const stores = sqliteStores(fileMaker(folder)())
  progress(`${sweep.name}: store ${count(expiredCount)} expired sessions`)
  await fillSessions(stores, newTokens(expiredCount), longAgo)
  const sessions = createSessions({ store: stores.sessions })

  progress(`${sweep.name}: idle`)
  const idle = await watchIdle()

  progress(`${sweep.name}: sweep`)
  const startedAt = performance.now()
  const watch = watchLoop()
  let swept = 0
  for (let inStep = chunkSize; inStep === chunkSize; swept += inStep) {
    inStep = await sessions.sweep(chunkSize)
    await untilNextTurn()
  }
  const pauses = watch.stop()
  const elapsedSecs = (performance.now() - startedAt) / 1000
  if (swept !== expiredCount) throw new Error(`Expected ${expiredCount} swept sessions, found ${swept}`)
  await stores.close()

  return [
    {
      bench: sweep.name,
      name: `longest pause, ${count(expiredCount)} expired rows`,
      ...atMost(5, pauses.longest, millis),
      absolute: `p50 ${millis(pauses.below(0.5))}, p99 ${millis(pauses.below(0.99))}, p99.9 ${millis(pauses.below(0.999))}; ${elapsedSecs.toFixed(0)} s in all`,
    },
    {
      bench: sweep.name,
      name: 'longest pause of an idle process, for comparison',
      ...plain(millis(idle.longest)),
      absolute: `p99.9 ${millis(idle.below(0.999))}; ${idleSecs} s in all`,
    },
  ]
}

/** What the machine alone makes a timer wait. */
async function watchIdle(): Promise<Pauses> {
  const watch = watchLoop()
  await pause(idleSecs * 1000)
  return watch.stop()
}

const idleSecs = 10
