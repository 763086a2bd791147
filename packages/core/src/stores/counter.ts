export interface Count {
  readonly count: number
  /** When the window ends and the count falls to 0. */
  readonly resetAt: number
}

/** Counts within windows of time. */
export interface CounterStore {
  /**
   * Adds `by` to a counter and answers the sum, in one step with its window: the first call opens one of `windowSecs`.
   * A negative `by` takes back what an earlier call added; the count never falls below 0.
   * A window that ends later than `now + windowSecs` (the clock was set back) is cut to that, and keeps its count.
   */
  increment(key: string, by: number, windowSecs: number, now: number): Promise<Count>
  reset(key: string): Promise<void>
  /** Deletes at most `limit` ended windows; answers how many. */
  sweep(now: number, limit: number): Promise<number>
}
