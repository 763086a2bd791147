/** What the load generator is asked to do. */
export interface LoadSpec {
  readonly port: number
  /** Whole requests as they go on the wire; connection n of c sends the ones at n, n + c, n + 2c, …, over again. */
  readonly requests: readonly string[]
  readonly connections: number
  /** Ends after this many answers … */
  readonly maxRequests: number
  /** … or after this long, whichever comes first. */
  readonly maxSecs: number
  /** Pause of each connection between an answer and its next request; 0 = none. */
  readonly pauseMs: number
  /**
   * Polls without ever sleeping, where the price of a request is measured: waking a sleeping generator is work that the
   * kernel does inside the server's own write, and a slower server, whose generator sleeps more, would pay for more of it.
   */
  readonly staysAwake: boolean
}

export interface LoadResult {
  readonly requests: number
  readonly elapsedSecs: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** How many answers had which status. */
  readonly statuses: Readonly<Record<number, number>>
}
