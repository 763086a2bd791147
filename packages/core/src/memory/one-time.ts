import type { OneTimeEntry, OneTimeStore, OneTimeTry } from '../stores/one-time.ts'
import type { Access } from './access.ts'
import { createExpiringTable } from './expiring-table.ts'
import type { Journal } from './journal.ts'
import { pairKey } from './pair-key.ts'

interface Row {
  /** Null = burned. */
  readonly value: string | null
  readonly expiresAt: number
  readonly tries: number
}

export function memoryOneTime(journal: Journal): (access: Access) => OneTimeStore {
  const rows = createExpiringTable<Row>(journal, row => row.expiresAt)

  const put = ({ purpose, key, value, expiresAt }: OneTimeEntry): void =>
    rows.put(pairKey(purpose, key), { value, expiresAt, tries: 0 })

  function take(purpose: string, key: string, now: number): string | null {
    const row = rows.live(pairKey(purpose, key), now)
    if (row === null || row.value === null) return null // a burned entry stays as its own grave
    rows.delete(pairKey(purpose, key))
    return row.value
  }

  function fail(purpose: string, key: string, limit: number, now: number): OneTimeTry | null {
    const row = rows.live(pairKey(purpose, key), now)
    if (row === null) return null
    const tries = row.tries + 1
    const value = tries > limit ? null : row.value
    rows.put(pairKey(purpose, key), { ...row, tries, value })
    return { tries, value }
  }

  return access => ({
    put: entry => access.run(() => put(entry)),
    take: (purpose, key, now) => access.run(() => take(purpose, key, now)),
    fail: (purpose, key, limit, now) => access.run(() => fail(purpose, key, limit, now)),
    sweep: (now, limit) => access.run(() => rows.sweep(now, limit)),
  })
}
