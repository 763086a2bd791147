import { type Clock, type CounterStore, rateLimited } from '@pylon/core'

export interface Quota {
  /** Runs `work` at most `limit` times in `windowSecs` for a key; throws `RATE_LIMITED` beyond. What fails is free. */
  spend<T>(key: string, limit: number, windowSecs: number, work: () => Promise<T>): Promise<T>
}

export function createQuota(counters: CounterStore, clock: Clock): Quota {
  return {
    async spend(key, limit, windowSecs, work) {
      const now = clock()
      const { count, resetAt } = await counters.increment(key, 1, windowSecs, now)
      if (count > limit) throw rateLimited(Math.max(1, resetAt - now))
      try {
        return await work()
      } catch (error) {
        await counters.increment(key, -1, windowSecs, clock()) // a database that was away is no reason to wait a minute
        throw error
      }
    },
  }
}
