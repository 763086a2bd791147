import type { RaceMethod } from './methods.ts'
import { startRacingProcess } from './racing-process.ts'

export interface RacersOptions {
  /** A module that calls `answerRaces`. */
  readonly module: URL
  /** Default 2. */
  readonly processes?: number
  /** Command-line options of node for them; default none. */
  readonly nodeOptions?: readonly string[]
}

/** Processes that call one store at the same time. */
export interface Racers {
  readonly processes: number
  /** Lets every process open the stores of a target, a path or a URL, and close those that it had. */
  open(target: string): Promise<void>
  /** Lets every process call a method so many times at once; answers what they all were answered. */
  race(method: RaceMethod, key: string, timesEach: number): Promise<readonly unknown[]>
  /** Lets each process call another method once: the first one the first method, and so on. */
  raceApart(...calls: readonly (readonly [method: RaceMethod, key: string])[]): Promise<readonly unknown[]>
  stop(): Promise<void>
}

/**
 * Starts processes of their own that race for rows of one store, for `raceCases`. A process that ends early makes the
 * race that waits for it throw.
 *
 * @example
 * import { startRacers } from '@pylon/testkit'
 *
 * const racers = startRacers({ module: new URL('./racing-process.ts', import.meta.url) })
 * await racers.open('/tmp/test.db')
 * const answers = await racers.race('increment', 'key', 500)
 * await racers.stop()
 */
export function startRacers({ module, processes = 2, nodeOptions = [] }: RacersOptions): Racers {
  const all = Array.from({ length: processes }, () => startRacingProcess(module, nodeOptions))

  return {
    processes,
    async open(target) {
      await answersOf(all.map(each => each.ask({ kind: 'open', target })))
    },
    async race(method, key, times) {
      return answersOf(all.map(each => each.ask({ kind: 'race', method, key, times })))
    },
    async raceApart(...calls) {
      return answersOf(
        calls.flatMap(([method, key], at) => all[at]?.ask({ kind: 'race', method, key, times: 1 }) ?? []),
      )
    },
    async stop() {
      await Promise.all(all.map(each => each.stop()))
    },
  }
}

/** Waits for all of them before it throws: what a slow process still answers must not be taken for its next answer. */
async function answersOf(asked: readonly Promise<readonly unknown[]>[]): Promise<readonly unknown[]> {
  await Promise.allSettled(asked)
  return (await Promise.all(asked)).flat()
}
