import { createExpiryHeap } from './expiry-heap.ts'
import type { Journal } from './journal.ts'
import { createTable, type OnChange, type Table } from './table.ts'

/** A table whose rows end by themselves. */
export interface ExpiringTable<Row> extends Table<Row> {
  /** Null when there is none or it has expired; an expired one is deleted, so that a clock set back revives nothing. */
  live(key: string, now: number): Row | null
  /** Deletes at most `limit` expired rows, the oldest first, without looking at the others; answers how many. */
  sweep(now: number, limit: number): number
}

export function createExpiringTable<Row>(
  journal: Journal,
  expiryOf: (row: Row) => number,
  onChange: OnChange<Row> = () => {},
): ExpiringTable<Row> {
  const table = createTable<Row>(journal, (key, before, after) => {
    onChange(key, before, after)
    if (after !== null) schedule(key, before === null ? 0 : expiryOf(before), expiryOf(after))
  })
  let heap = createExpiryHeap()

  /** The heap keeps a note of every expiry a row ever had; those that no longer hold are skipped when they come up. */
  function schedule(key: string, before: number, after: number): void {
    if (after === 0 || after === before) return
    heap.push(key, after)
    if (heap.size > 2 * table.size + 1_000) tidy()
  }

  function tidy(): void {
    heap = createExpiryHeap()
    for (const [key, row] of table.entries()) if (expiryOf(row) !== 0) heap.push(key, expiryOf(row))
  }

  function live(key: string, now: number): Row | null {
    const row = table.get(key)
    if (row === null || isLive(expiryOf(row), now)) return row
    table.delete(key)
    return null
  }

  function sweep(now: number, limit: number): number {
    let swept = 0
    while (swept < limit) {
      const key = heap.popDue(now)
      if (key === null) break
      const row = table.get(key)
      if (row === null || isLive(expiryOf(row), now)) continue
      table.delete(key)
      swept++
    }
    return swept
  }

  return Object.assign(table, { live, sweep })
}

/** `expiresAt <= now` is over; 0 = never. */
export const isLive = (expiresAt: number, now: number): boolean => expiresAt === 0 || expiresAt > now
