import { chunkBits, rowMask, rowsInChunk } from './row-chunks.ts'

/** Two lists of rows by when they were last seen, in typed arrays: deleting from a Map and adding again costs more. */
export class Recency {
  readonly #links: Int32Array[] = []

  constructor() {
    this.reserve(atLimit)
    this.#join(belowLimit, belowLimit)
    this.#join(atLimit, atLimit)
  }

  /** Makes room for rows up to this one; rows begin at `firstRow`. */
  reserve(row: number): void {
    if (row >> chunkBits >= this.#links.length) this.#links.push(new Int32Array(2 * rowsInChunk))
  }

  /** Puts a new row at the head of a list. */
  insert(row: number, list: List): void {
    const first = this.#next(list)
    this.#join(list, row)
    this.#join(row, first)
  }

  /** Moves a row to the head of a list, from wherever it is. */
  see(row: number, list: List): void {
    if (this.#next(list) === row) return
    this.drop(row)
    this.insert(row, list)
  }

  drop(row: number): void {
    this.#join(this.#previous(row), this.#next(row))
  }

  /** The row that was seen before all the others, null in an empty list. */
  last(list: List): number | null {
    return this.before(list)
  }

  /** The one in the same list that was seen next, null for the head of the list. */
  before(row: number): number | null {
    const previous = this.#previous(row)
    return previous < firstRow ? null : previous
  }

  #join(row: number, next: number): void {
    const nextOf = this.#links[row >> chunkBits] as Int32Array // rows are reserved before they are used
    const previousOf = this.#links[next >> chunkBits] as Int32Array // as above
    nextOf[2 * (row & rowMask)] = next
    previousOf[2 * (next & rowMask) + 1] = row
  }

  #next(row: number): number {
    return this.#links[row >> chunkBits]?.[2 * (row & rowMask)] ?? 0
  }

  #previous(row: number): number {
    return this.#links[row >> chunkBits]?.[2 * (row & rowMask) + 1] ?? 0
  }
}

/** The rows that stand for the ends of the two lists. */
export const belowLimit = 0
export const atLimit = 1
export const firstRow = 2

export type List = typeof belowLimit | typeof atLimit
