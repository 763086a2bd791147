import { setImmediate as untilNextTurn } from 'node:timers/promises'

export interface SweeperOptions {
  /** Each deletes at most so many rows as it is told, and answers how many. */
  readonly sweeps: readonly ((limit: number) => Promise<number>)[]
  /** Default 60. */
  readonly intervalSecs?: number
  readonly onError: (error: unknown) => void
}

export interface Sweeper {
  stop(): void
}

/** Rows a step deletes: few enough that requests in between do not notice. */
const chunkSize = 100

/** Deletes what has expired, in the background and in small steps. */
export function startSweeper({ sweeps, intervalSecs = 60, onError }: SweeperOptions): Sweeper {
  let isStopped = false
  let timer = setTimeout(run, intervalSecs * 1000)

  async function run(): Promise<void> {
    try {
      for (const sweep of sweeps) {
        while (!isStopped && (await sweep(chunkSize)) === chunkSize) await untilNextTurn()
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
