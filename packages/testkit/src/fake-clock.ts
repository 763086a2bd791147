import type { Clock } from '@pylon/core'

/** A clock that moves when it is told to. */
export interface FakeClock extends Clock {
  /** Backwards for a negative number of seconds. */
  advance(secs: number): void
  /** To a time in unix seconds. */
  set(at: number): void
}

/**
 * Makes a clock for tests that stands still at `start`, in unix seconds; default 2100-01-01.
 *
 * @example
 * import { createFakeClock } from '@pylon/testkit'
 *
 * const clock = createFakeClock(1_000)
 * clock.advance(60)
 * const now = clock() // 1060
 */
export function createFakeClock(start: number = testTime): FakeClock {
  let now = start
  return Object.assign(() => now, {
    advance(secs: number) {
      now += secs
    },
    set(at: number) {
      now = at
    },
  })
}

/**
 * 2100-01-01, in unix seconds: when fake clocks start and test records are made. It is past the year 2038, so that a
 * store with 32-bit times shows it.
 *
 * @example
 * import { testSession, testTime } from '@pylon/testkit'
 *
 * const expiresSoon = testSession({ expiresAt: testTime + 60 })
 */
export const testTime = 4_102_444_800
