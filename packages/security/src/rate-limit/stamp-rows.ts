import { chunkBits, rowMask, rowsInChunk } from './row-chunks.ts'
import type { Rows } from './rows.ts'

/**
 * When each of many keys was admitted: one row for each key, with a place for every request that can count at once. Two
 * bytes each, by a clock that the row has for itself: it goes with that of the table, but never back, and what does not
 * count is dropped before it moves, so that no stamp is ever as old as its bits go round.
 */
export class StampRows implements Rows {
  readonly #maxRequests: number
  readonly #slots: number
  readonly #rowLength: number
  readonly #chunks: Uint16Array[] = []
  /** The slot in which a row was looked at last, as many rows to an array. */
  readonly #newest: Float64Array[] = []
  lastTotal = 0
  lastAge = 0

  constructor(maxRequests: number, slots: number) {
    this.#maxRequests = maxRequests
    this.#slots = slots
    this.#rowLength = firstStamp + maxRequests
  }

  reserve(row: number): void {
    if (row >> chunkBits < this.#chunks.length) return
    this.#chunks.push(new Uint16Array(rowsInChunk * this.#rowLength))
    this.#newest.push(new Float64Array(rowsInChunk))
  }

  admit(row: number, slot: number): boolean {
    const cells = this.#chunkOf(row)
    const at = (row & rowMask) * this.#rowLength
    const total = this.#advance(cells, at, row, slot)
    const isAdmitted = total < this.#maxRequests
    if (isAdmitted) {
      cells[at + firstStamp + ((cell(cells, at + oldestAt) + total) % this.#maxRequests)] = cell(cells, at + clockAt)
      cells[at] = total + 1
    }
    this.lastTotal = isAdmitted ? total + 1 : total
    this.lastAge = ageOfOldest(cells, at)
    return isAdmitted
  }

  total(row: number, slot: number): number {
    return this.#advance(this.#chunkOf(row), (row & rowMask) * this.#rowLength, row, slot)
  }

  clear(row: number): void {
    this.#chunkOf(row)[(row & rowMask) * this.#rowLength] = 0
  }

  #chunkOf(row: number): Uint16Array {
    return this.#chunks[row >> chunkBits] as Uint16Array // rows are reserved before they are used
  }

  /** Drops what no longer counts; answers how many still do. */
  #advance(cells: Uint16Array, at: number, row: number, slot: number): number {
    const newest = this.#newest[row >> chunkBits] as Float64Array // as above
    const passed = slot - (newest[row & rowMask] ?? 0)
    if (passed === 0) return cell(cells, at)
    newest[row & rowMask] = slot
    if (passed < 0) return cell(cells, at) // a clock set back: what counts is as old as it was, and leaves later
    if (passed > this.#slots) cells[at] = 0
    else this.#dropOldest(cells, at, passed)
    return cell(cells, at)
  }

  #dropOldest(cells: Uint16Array, at: number, passed: number): void {
    cells[at + clockAt] = cell(cells, at + clockAt) + passed // the array cuts it to 16 bits
    let total = cell(cells, at)
    for (; total > 0 && ageOfOldest(cells, at) > this.#slots; total--) {
      const next = cell(cells, at + oldestAt) + 1
      cells[at + oldestAt] = next === this.#maxRequests ? 0 : next
    }
    cells[at] = total
  }
}

/** In slots, by the clock of the row. */
const ageOfOldest = (cells: Uint16Array, at: number): number =>
  (cell(cells, at + clockAt) - cell(cells, at + firstStamp + cell(cells, at + oldestAt))) & 0xffff

const cell = (cells: Uint16Array, at: number): number => cells[at] ?? 0

/** A row: how many count, the place of the oldest stamp, the clock, and the ring of stamps. */
const oldestAt = 1
const clockAt = 2
const firstStamp = 3
