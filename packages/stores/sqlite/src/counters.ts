import type { Count, CounterStore } from '@pylon/core'
import type { Access } from './access.ts'
import { returned } from './statements.ts'
import { sweepInSteps } from './sweep.ts'

export function sqliteCounters(access: Access): CounterStore {
  const increment = access.prepare<[Increment], Count>(`
    INSERT INTO pylon_counters (key, count, reset_at) VALUES (:key, max(0, :by), :now + :windowSecs)
    ON CONFLICT (key) DO UPDATE SET
      count = max(0, :by + CASE WHEN reset_at > :now THEN count ELSE 0 END),
      reset_at = CASE WHEN reset_at > :now THEN min(reset_at, :now + :windowSecs) ELSE :now + :windowSecs END
    RETURNING count, reset_at AS resetAt`)

  const reset = access.prepare<[string]>('DELETE FROM pylon_counters WHERE key = ?')

  const sweep = access.prepare<[now: number, limit: number]>(`
    DELETE FROM pylon_counters WHERE key IN
      (SELECT key FROM pylon_counters WHERE reset_at <= ? ORDER BY reset_at LIMIT ?)`)

  return {
    increment: (key, by, windowSecs, now) =>
      access.writeRelaxed(() => returned(increment, { key, by, windowSecs, now }) as Count), // an upsert returns its row
    reset: key => access.writeRelaxed(() => void reset.run(key)),
    sweep: (now, limit) => sweepInSteps(access, sweep, now, limit),
  }
}

interface Increment {
  readonly key: string
  readonly by: number
  readonly windowSecs: number
  readonly now: number
}
