import type { CounterStore } from '@pylon/core'
import type { ModelState } from './state.ts'

export function modelCounters({ counters }: ModelState): CounterStore {
  return {
    async increment(key, by, windowSecs, now) {
      const before = counters.get(key)
      const isOpen = before !== undefined && before.resetAt > now
      const latestEnd = now + windowSecs
      const after = isOpen
        ? { count: Math.max(0, before.count + by), resetAt: Math.min(before.resetAt, latestEnd) }
        : { count: Math.max(0, by), resetAt: latestEnd }
      counters.set(key, after)
      return after
    },

    reset: async key => void counters.delete(key),

    async sweep(now, limit) {
      const ended = [...counters].filter(([, { resetAt }]) => resetAt <= now).slice(0, limit)
      for (const [key] of ended) counters.delete(key)
      return ended.length
    },
  }
}
