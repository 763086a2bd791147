import { toStoreError } from './errors.ts'
import type { Script } from './script.ts'

export type Argument = string | number

/** A command begins with its name. */
export type Words = readonly [string, ...Argument[]]

/** What we use of a client, whose overloads for callbacks do not fit a list of words. */
export interface Caller {
  call(...words: Words): Promise<unknown>
}

/** What was sent and is not answered yet. */
export interface Flight {
  /** A point of `performance.now()`. */
  readonly deadlineAt: number
  /** Whether the caller was told that the time is up. */
  isGivenUp: boolean
  readonly to: Caller
  readonly words: Words
  /** What `words` run. */
  readonly script: Script | null
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * Keeps every command until Redis answers it or its connection ends, and gives up those whose time is up. One timer
 * looks after all of them, so that a command costs an entry in a set and no timer of its own.
 */
export interface InFlight {
  add(flight: Flight): void
  remove(flight: Flight): void
  /**
   * Whether `most` commands wait and Redis has stopped answering. A crowd that is being served is no reason to refuse:
   * it is as large as the crowd of callers.
   */
  isStuck(most: number): boolean
}

export function createInFlight(): InFlight {
  const flights = new Set<Flight>()
  // biome-ignore lint/correctness/noUnusedVariables: `??=` below reads it
  let timer: NodeJS.Timeout | null = null
  let givenUp = 0
  let silentLooks = 0

  function look(): void {
    const now = performance.now()
    for (const flight of flights) {
      if (flight.isGivenUp || flight.deadlineAt > now) continue
      flight.isGivenUp = true // it stays: Redis may still do it, and it still takes up room
      givenUp++
      flight.reject(toStoreError('Redis did not answer in time'))
    }
    silentLooks++
    timer = flights.size > 0 ? wait() : null
  }

  /** Looks when what has arrived was read: a process that was busy must not blame Redis for it. */
  function wait(): NodeJS.Timeout {
    return setTimeout(() => setImmediate(look), lookEveryMs)
  }

  return {
    add(flight) {
      if (flights.size === 0) silentLooks = 0
      flights.add(flight)
      timer ??= wait()
    },
    remove(flight) {
      flights.delete(flight)
      silentLooks = 0
      if (flight.isGivenUp) givenUp--
    },
    isStuck: most => flights.size >= most && (givenUp >= most || silentLooks > mostSilentLooks),
  }
}

const lookEveryMs = 20
const mostSilentLooks = 5
