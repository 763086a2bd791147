import type { OneTimeStore } from '@pylon/core'
import { deleteWhere, isExpired, type ModelState, type OneTimeRow, putAt } from './state.ts'

export function modelOneTime({ oneTime }: ModelState): OneTimeStore {
  const placeOf = (purpose: string, key: string): number =>
    oneTime.findIndex(row => row.purpose === purpose && row.key === key)

  const put = (row: OneTimeRow): void => putAt(oneTime, placeOf(row.purpose, row.key), row)

  /** The look at an expired entry deletes it. */
  function live(purpose: string, key: string, now: number): OneTimeRow | null {
    const row = oneTime[placeOf(purpose, key)]
    if (row === undefined) return null
    if (!isExpired(row, now)) return row
    putAt(oneTime, placeOf(purpose, key), null)
    return null
  }

  return {
    put: async entry => put({ ...entry, tries: 0 }),

    async take(purpose, key, now) {
      const value = live(purpose, key, now)?.value ?? null
      if (value !== null) putAt(oneTime, placeOf(purpose, key), null) // a burned one stays as its own grave
      return value
    },

    async fail(purpose, key, limit, now) {
      const row = live(purpose, key, now)
      if (row === null) return null
      const tries = row.tries + 1
      const value = tries > limit ? null : row.value
      put({ ...row, tries, value })
      return { tries, value }
    },

    sweep: async (now, limit) => deleteWhere(oneTime, row => isExpired(row, now), limit),
  }
}
