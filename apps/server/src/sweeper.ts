import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { type Clock, type Sessions, type Stores, systemClock } from '@pylon/core'

export interface SweeperOptions {
  readonly stores: Pick<Stores, 'oneTime' | 'counters'>
  readonly sessions: Sessions
  /** Default 60. */
  readonly intervalSecs?: number
  readonly clock?: Clock
  readonly onError: (error: unknown) => void
}

export interface Sweeper {
  stop(): void
}

/** Rows a step deletes: few enough that requests in between do not notice. */
const chunkSize = 100

/** Deletes what has expired, in the background and in small steps. */
export function startSweeper({
  stores,
  sessions,
  intervalSecs = 60,
  clock = systemClock,
  onError,
}: SweeperOptions): Sweeper {
  const steps = [
    () => sessions.sweep(chunkSize),
    () => stores.oneTime.sweep(clock(), chunkSize),
    () => stores.counters.sweep(clock(), chunkSize),
  ]
  let isStopped = false
  let timer = setTimeout(run, intervalSecs * 1000)

  async function run(): Promise<void> {
    try {
      for (const step of steps) {
        while (!isStopped && (await step()) === chunkSize) await untilNextTurn()
      }
    } catch (error) {
      onError(error)
    }
    if (!isStopped) timer = setTimeout(run, intervalSecs * 1000)
  }

  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
