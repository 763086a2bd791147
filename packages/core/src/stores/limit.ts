/** Never more than `maxRequests` in any span of `windowSecs`. */
export interface Limit {
  /** From 1 to 1,000,000. */
  readonly maxRequests: number
  /** From 1 to 86,400. */
  readonly windowSecs: number
}

export interface Admission {
  readonly isAdmitted: boolean
  /** How many more would be admitted now. */
  readonly remaining: number
  /** Seconds until the oldest request that counts no longer does: with none remaining, until one more is admitted. */
  readonly resetSecs: number
}

/**
 * Admits requests up to a limit. Apart from the other stores it has a clock of its own, the one of the place where it
 * counts: servers whose clocks differ would otherwise let more through. Requests count in the slots of `slotsInWindow`;
 * a request counts for the window, and up to one slot longer.
 */
export interface LimitStore {
  /**
   * Admits a request and counts it, or refuses it, in one step; at once where nothing has to be waited for. One key always
   * comes with the same limit.
   */
  admit(key: string, limit: Limit): Admission | Promise<Admission>
  /** Deletes at most `limit` keys whose requests no longer count; answers how many. */
  sweep(limit: number): Promise<number>
}

/**
 * Tells into how many slots every store cuts the window of a limit: 4,096 up to 64 requests, 64 above. A key costs as
 * much as there are requests or slots, whichever are fewer: never more than 64 of either.
 *
 * @example
 * import { slotsInWindow } from '@pylon/core'
 *
 * const slotMs = 60_000 / slotsInWindow(10) // 14.6484375
 */
export const slotsInWindow = (maxRequests: number): number => (maxRequests <= 64 ? 4_096 : 64)
