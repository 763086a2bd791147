import type { Limit, LimitStore } from '@pylon/core'
import { testTime } from '../fake-clock.ts'
import type { StoreCase } from '../store-case.ts'

/** A store of limits that goes by a clock of the case's own. */
export interface LimitPlace {
  open(nowMs: () => number): LimitStore
}

export type LimitCase = StoreCase<LimitPlace>

/** A store, and the clock that it goes by. */
export interface TimedLimits {
  readonly limits: LimitStore
  /** In seconds since the case began; may go back. */
  at(secs: number): LimitStore
}

/** A limit that takes its requests in three parts, so that cases can be the same for any. */
export interface KindOfLimit {
  readonly limit: Limit
  readonly third: number
  readonly slotSecs: number
}

/** One of each kind: with slots of a 64th of a second, and of a second. */
export const kindsOfLimit: readonly KindOfLimit[] = [
  { limit: { maxRequests: 3, windowSecs: 64 }, third: 1, slotSecs: 1 / 64 },
  { limit: { maxRequests: 66, windowSecs: 64 }, third: 22, slotSecs: 1 },
]

/** How many of so many calls are admitted. */
export async function admittedOf(calls: number, limits: LimitStore, key: string, limit: Limit): Promise<number> {
  let admitted = 0
  for (let call = 0; call < calls; call++) if ((await limits.admit(key, limit)).isAdmitted) admitted++
  return admitted
}

/** The case begins 5 ms after the beginning of a slot of either kind. */
export function timedLimits(place: LimitPlace): TimedLimits {
  let nowMs = startMs
  const limits = place.open(() => nowMs)
  return {
    limits,
    at(secs) {
      nowMs = startMs + Math.round(secs * 1_000)
      return limits
    },
  }
}

const startMs = testTime * 1_000 + 5
