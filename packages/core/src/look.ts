import type { OneTimeStore, OneTimeTry } from './stores/one-time.ts'

/**
 * Counts a look at a one-time entry and shows its value, however many come: an entry that burned while a crowd holds
 * the right secret would have no winner. The caller judges the count, and lets `take` decide who wins.
 *
 * @example
 * import { look } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const seen = await look(memoryStores().oneTime, 'invite', 'digest of the token', 1_800_000_000)
 * const mayJudge = seen !== null && seen.tries <= 5
 */
export function look(oneTime: OneTimeStore, purpose: string, key: string, now: number): Promise<OneTimeTry | null> {
  return oneTime.fail(purpose, key, neverReached, now)
}

const neverReached = 1_000_000_000
