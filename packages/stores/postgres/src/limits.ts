import { type Admission, type Limit, type LimitStore, slotsInWindow } from '@pylon/core'
import type { Access, Value } from './access.ts'
import { admitSql, nowOr } from './limits-sql.ts'
import { sweepInSteps } from './sweep.ts'

/** `nowMs` takes the place of the server's clock. */
export function postgresLimits(access: Access, table: string, nowMs?: () => number): LimitStore {
  const admit = access.prepare(() => admitSql(table))

  const sweep = access.prepare(
    () => `
    WITH ended AS MATERIALIZED (
      SELECT key FROM ${table} WHERE ends_at <= (SELECT (${nowOr('$1')})::bigint)
      ORDER BY ends_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    DELETE FROM ${table} AS kept USING ended WHERE kept.key = ended.key`,
  )

  return {
    async admit(key, limit) {
      const values = valuesOf(key, limit, nowMs?.() ?? 0)
      const { rows } = await access.run<AdmissionRow>(admit, values)
      const [isAdmitted, total, resetMs] = rows[0] as AdmissionRow // an upsert returns its row
      return admissionOf(limit, isAdmitted, total, resetMs)
    },
    sweep: limit => sweepInSteps(access, sweep, nowMs?.() ?? 0, limit),
  }
}

type AdmissionRow = [isAdmitted: boolean, total: number, resetMs: number]

function valuesOf(key: string, { maxRequests, windowSecs }: Limit, nowMs: number): readonly Value[] {
  if (!Number.isInteger(maxRequests) || maxRequests < 1 || maxRequests > 1_000_000) {
    throw new RangeError(`maxRequests: expected a whole number from 1 to 1,000,000, found ${maxRequests}`)
  }
  if (!Number.isInteger(windowSecs) || windowSecs < 1 || windowSecs > 86_400) {
    throw new RangeError(`windowSecs: expected a whole number from 1 to 86,400, found ${windowSecs}`)
  }
  const slots = slotsInWindow(maxRequests)
  return [key, (windowSecs * 1_000) / slots, maxRequests, nowMs, slots]
}

const admissionOf = ({ maxRequests }: Limit, isAdmitted: boolean, total: number, resetMs: number): Admission => ({
  isAdmitted,
  remaining: maxRequests - total,
  resetSecs: resetMs / 1_000,
})
