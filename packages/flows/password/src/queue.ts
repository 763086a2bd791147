import { availableParallelism } from 'node:os'
import { ConfigError, type PylonError, retryLater } from '@pylon/core'
import { createFifo } from './fifo.ts'
import { rangeProblems } from './range.ts'
import { createTurnstile } from './turnstile.ts'

/** The bounds of a hash queue. */
export interface HashQueueOptions {
  /** Tasks at a time, default the cores of the machine. libuv's pool has 4 threads: beyond 4, raise UV_THREADPOOL_SIZE. */
  readonly maxConcurrent?: number
  /** Tasks that may wait, default 256; one more is refused with 503 BUSY. */
  readonly maxQueued?: number
}

/** Lets a bounded number of hashes run, and a bounded number wait; the numbers are for metrics. */
export interface HashQueue {
  /** Runs the task when its turn comes, first come, first served; throws PylonError BUSY when too many wait. */
  run<T>(task: () => Promise<T>): Promise<T>
  /** Tasks that run now. */
  readonly active: number
  /** Tasks that wait now. */
  readonly queued: number
  /** Throws PylonError BUSY when `admit` would: ask before a body is read, for nobody may hold a place by sending slowly. */
  requireRoom(): Promise<void>
  /**
   * Runs work that leads up to a task and holds a place for it meanwhile; throws PylonError BUSY, before anything of it
   * is done, when all places are held.
   */
  admit<T>(work: () => Promise<T>): Promise<T>
}

/**
 * Bounds how many hashes run at once and how many wait, so that a flood of sign-ins costs neither memory nor the
 * answers of other routes. Throws ConfigError for options out of range.
 *
 * @example
 * import { createHashQueue, hashPassword } from '@pylon/password'
 *
 * const queue = createHashQueue({ maxConcurrent: 2 })
 * const hash = await queue.run(() => hashPassword('correct horse battery'))
 */
export function createHashQueue(options: HashQueueOptions = {}): HashQueue {
  const { maxConcurrent = availableParallelism(), maxQueued = 256 } = options
  const problems = hashQueueProblems(options)
  if (problems.length > 0) throw new ConfigError(problems)

  const waiting = createFifo<() => void>()
  const wayOut = createTurnstile(refusalsAtOnce)
  let active = 0
  let admitted = 0

  const isFull = (): boolean => active >= maxConcurrent && waiting.size >= maxQueued

  /** A flood of refusals must not keep the event loop from other routes. */
  async function turnAway(): Promise<never> {
    await wayOut.pass()
    throw busy()
  }

  async function requireRoom(): Promise<void> {
    if (isFull() || admitted >= maxConcurrent + maxQueued) await turnAway()
  }

  async function admit<T>(work: () => Promise<T>): Promise<T> {
    if (admitted >= maxConcurrent + maxQueued) await turnAway()
    admitted += 1
    try {
      return await work()
    } finally {
      admitted -= 1
    }
  }

  /** Looks and takes in one go: whoever waits in between could find the room gone. */
  async function takeSlot(): Promise<void> {
    if (isFull()) await turnAway()
    if (active < maxConcurrent) active += 1
    else await new Promise<void>(resolve => waiting.push(resolve))
  }

  function leaveSlot(): void {
    const next = waiting.shift()
    if (next === null) active -= 1
    else next() // the slot changes hands without becoming free: nobody can jump the queue
  }

  return {
    requireRoom,
    admit,
    async run(task) {
      await takeSlot()
      try {
        return await task()
      } finally {
        leaveSlot()
      }
    },
    get active() {
      return active
    },
    get queued() {
      return waiting.size
    },
  }
}

/** What is wrong with the options, one sentence each. */
export function hashQueueProblems({ maxConcurrent = 1, maxQueued = 0 }: HashQueueOptions): string[] {
  return [
    ...rangeProblems('maxConcurrent', maxConcurrent, 1, 1024),
    ...rangeProblems('maxQueued', maxQueued, 0, 1_000_000),
  ]
}

const retryAfterSecs = 1

/** Refusals in one turn of the event loop: some milliseconds' worth. */
const refusalsAtOnce = 64

const busy = (): PylonError =>
  retryLater('BUSY', 503, 'Too many sign-ins at once, try again in a moment', retryAfterSecs)
