import type { Access, Statement } from './access.ts'

/** Few enough that the locks of one statement are gone in milliseconds. */
const rowsAtOnce = 100

/** Deletes at most `limit` rows, some at a time; rows that another caller holds are left to it. */
export async function sweepInSteps(access: Access, sweep: Statement, now: number, limit: number): Promise<number> {
  for (let swept = 0; swept < limit; ) {
    const wanted = Math.min(rowsAtOnce, limit - swept)
    const { rowCount } = await access.run(sweep, [now, wanted])
    swept += rowCount ?? 0
    if ((rowCount ?? 0) < wanted) return swept
  }
  return limit
}
