import type { Clock, CounterStore } from '@pylon/core'

/** Lets one server at a time do something. */
export interface Lease {
  /** Runs `work` and answers what it does; null when another has the lease. */
  run<T>(name: string, work: () => Promise<T>): Promise<T | null>
}

/** Whoever counts one has the lease, until it has done its work or, if it dies, for `leaseSecs`. */
export function createLease(counters: CounterStore, leaseSecs: number, clock: Clock): Lease {
  return {
    async run(name, work) {
      const key = `lease:${name}`
      const { count } = await counters.increment(key, 1, leaseSecs, clock())
      if (count > 1) return null
      try {
        return await work()
      } finally {
        await counters.reset(key)
      }
    },
  }
}
