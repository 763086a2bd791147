import type { OneTimeStore, OneTimeTry } from '@pylon/core'

/** Counts a look at an entry without ever burning it: an entry that burned while it is judged would have no winner. */
export function look(oneTime: OneTimeStore, purpose: string, key: string, now: number): Promise<OneTimeTry | null> {
  return oneTime.fail(purpose, key, neverReached, now)
}

const neverReached = 1_000_000_000
