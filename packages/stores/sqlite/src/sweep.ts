import { setImmediate } from 'node:timers/promises'
import type { Statement } from 'better-sqlite3'
import type { Access } from './access.ts'

/** So few that their pages block the event loop for a third of a millisecond: each row lies on pages of its own. */
export const rowsAtOnce = 16

/** Lets the event loop do what else is waiting. */
export const untilNextTurn = (): Promise<void> => setImmediate()

/** Deletes at most `limit` rows, a few at a time, and lets others in between. */
export async function sweepInSteps(
  access: Access,
  sweep: Statement<[now: number, limit: number]>,
  now: number,
  limit: number,
): Promise<number> {
  for (let swept = 0; swept < limit; await untilNextTurn()) {
    const wanted = Math.min(rowsAtOnce, limit - swept)
    const { changes } = await access.writeRelaxed(() => sweep.run(now, wanted))
    swept += changes
    if (changes < wanted) return swept
  }
  await access.settle() // there is probably more to come
  return limit
}
