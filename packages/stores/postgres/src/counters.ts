import type { CounterStore } from '@pylon/core'
import type { Access } from './access.ts'
import { sweepInSteps } from './sweep.ts'

export function postgresCounters(access: Access, table: string): CounterStore {
  const increment = access.prepare(
    () => `
    INSERT INTO ${table} AS counter (key, count, reset_at)
    VALUES ($1, greatest(0, $2::bigint), $4::bigint + $3::bigint)
    ON CONFLICT (key) DO UPDATE SET
      count = greatest(0, $2::bigint + CASE WHEN counter.reset_at > $4::bigint THEN counter.count ELSE 0 END),
      reset_at = CASE WHEN counter.reset_at > $4::bigint THEN least(counter.reset_at, $4::bigint + $3::bigint)
        ELSE $4::bigint + $3::bigint END
    RETURNING count, reset_at`,
  )

  const reset = access.prepare(() => `DELETE FROM ${table} WHERE key = $1`)

  const sweep = access.prepare(
    () => `
    WITH ended AS MATERIALIZED (
      SELECT key FROM ${table} WHERE reset_at <= $1 ORDER BY reset_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    DELETE FROM ${table} AS counter USING ended WHERE counter.key = ended.key`,
  )

  return {
    async increment(key, by, windowSecs, now) {
      const { rows } = await access.run<CountRow>(increment, [key, by, windowSecs, now])
      const [count, resetAt] = rows[0] as CountRow // an upsert returns its row
      return { count, resetAt }
    },
    async reset(key) {
      await access.run(reset, [key])
    },
    sweep: (now, limit) => sweepInSteps(access, sweep, now, limit),
  }
}

type CountRow = [count: number, resetAt: number]
