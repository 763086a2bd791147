import type { Count, CounterStore } from '../stores/counter.ts'
import type { Access } from './access.ts'
import { createExpiringTable } from './expiring-table.ts'
import type { Journal } from './journal.ts'

export function memoryCounters(journal: Journal): (access: Access) => CounterStore {
  const counts = createExpiringTable<Count>(journal, count => count.resetAt)

  function increment(key: string, by: number, windowSecs: number, now: number): Count {
    const before = counts.get(key) ?? ended
    const isOpen = before.resetAt > now
    const after = Object.freeze({
      count: Math.max(0, (isOpen ? before.count : 0) + by),
      resetAt: isOpen ? Math.min(before.resetAt, now + windowSecs) : now + windowSecs,
    })
    counts.put(key, after)
    return after
  }

  return access => ({
    increment: (key, by, windowSecs, now) => access.run(() => increment(key, by, windowSecs, now)),
    reset: key => access.run(() => void counts.delete(key)),
    sweep: (now, limit) => access.run(() => counts.sweep(now, limit)),
  })
}

const ended: Count = { count: 0, resetAt: 0 }
