import { type Admission, type Limit, slotsInWindow } from '@pylon/core'
import { atLimit, belowLimit, firstRow, Recency } from './recency.ts'
import type { Rows } from './rows.ts'
import { SlotRows } from './slot-rows.ts'
import { StampRows } from './stamp-rows.ts'

/** The keys that are counted under one limit, at most so many. */
export class LimitTable {
  readonly #limit: Limit
  readonly #maxKeys: number
  readonly #slots: number
  readonly #slotMs: number
  readonly #rows: Rows
  readonly #recency = new Recency()
  readonly #rowOf = new Map<string, number>()
  readonly #keyOf: string[] = []
  readonly #freeRows: number[] = []
  #nextRow = firstRow

  constructor(limit: Limit, maxKeys: number) {
    this.#limit = { ...limit }
    this.#maxKeys = maxKeys
    this.#slots = slotsInWindow(limit.maxRequests)
    this.#slotMs = (limit.windowSecs * 1_000) / this.#slots
    this.#rows = createRows(limit.maxRequests, this.#slots)
  }

  get size(): number {
    return this.#rowOf.size
  }

  isFor({ maxRequests, windowSecs }: Limit): boolean {
    return this.#limit.maxRequests === maxRequests && this.#limit.windowSecs === windowSecs
  }

  admit(key: string, nowMs: number): Admission {
    const slot = Math.floor(nowMs / this.#slotMs)
    const row = this.#rowOf.get(key) ?? this.#insert(key, slot)
    const isAdmitted = this.#rows.admit(row, slot)
    const remaining = this.#limit.maxRequests - this.#rows.lastTotal
    this.#recency.see(row, remaining === 0 ? atLimit : belowLimit)
    const leavesAtMs = (slot - this.#rows.lastAge + this.#slots + 1) * this.#slotMs
    return { isAdmitted, remaining, resetSecs: (leavesAtMs - nowMs) / 1_000 }
  }

  /** Deletes at most so many keys of which nothing counts; answers how many. */
  sweep(nowMs: number, limit: number): number {
    const slot = Math.floor(nowMs / this.#slotMs)
    let swept = 0
    for (; swept < limit; swept++) {
      const row = this.#endedRow(slot)
      if (row === null) return swept
      this.#freeRows.push(this.#forget(row))
    }
    return swept
  }

  #insert(key: string, slot: number): number {
    const row = this.#emptyRow(slot)
    const own = flat(key)
    this.#keyOf[row] = own
    this.#rowOf.set(own, row)
    this.#recency.insert(row, belowLimit)
    return row
  }

  /** Takes the row of a key that has ended, or a new one, or that of a key that has to go. */
  #emptyRow(slot: number): number {
    const ended = this.#endedRow(slot)
    if (ended !== null) return this.#forget(ended)
    if (this.size >= this.#maxKeys) return this.#forget(this.#leastMissed(slot))
    const free = this.#freeRows.pop()
    if (free !== undefined) return free
    this.#rows.reserve(this.#nextRow)
    this.#recency.reserve(this.#nextRow)
    return this.#nextRow++
  }

  /** Those seen longest ago are looked at, one of each list: what ended behind them is found when they have. */
  #endedRow(slot: number): number | null {
    for (const list of [belowLimit, atLimit] as const) {
      const row = this.#recency.last(list)
      if (row !== null && this.#rows.total(row, slot) === 0) return row
    }
    return null
  }

  /**
   * The key that was seen longest ago, but one at its limit only when every key is: else whoever has more addresses than
   * there is room would reset counts by calling from all of them. When all are at their limit, the one seen longest ago
   * goes all the same. To refuse newcomers instead would let the owner of that many addresses lock everybody out, while
   * it keeps from them nothing that they could not do with addresses that were never seen.
   */
  #leastMissed(slot: number): number {
    const below = this.#recency.last(belowLimit)
    if (below !== null) return below
    const last = this.#recency.last(atLimit) ?? firstRow
    let row: number | null = last
    for (let looked = 0; looked < mostLooked && row !== null; looked++) {
      if (this.#rows.total(row, slot) < this.#limit.maxRequests) return row
      row = this.#recency.before(row)
    }
    return last
  }

  #forget(row: number): number {
    this.#rowOf.delete(this.#keyOf[row] ?? '')
    this.#keyOf[row] = ''
    this.#rows.clear(row)
    this.#recency.drop(row)
    return row
  }
}

/** With a place for each request or for each slot, whichever are fewer. */
const createRows = (maxRequests: number, slots: number): Rows =>
  maxRequests < slots ? new StampRows(maxRequests, slots) : new SlotRows(maxRequests, slots)

/** Some of them may not be at their limit any more; how far one looks for these is bounded. */
const mostLooked = 8

/** A copy: what was cut out of a header keeps the whole of it in memory, what was put together keeps its parts. */
const flat = (key: string): string => JSON.parse(JSON.stringify(key)) as string // the type is that of its argument
