import { chunkBits, rowMask, rowsInChunk } from './row-chunks.ts'
import type { Rows } from './rows.ts'

/**
 * How often each of many keys was admitted in each of the last slots. Rows stand in arrays that are never copied into a
 * larger one: 130 MB of that at once would stop the process for a while.
 */
export class SlotRows implements Rows {
  readonly #maxRequests: number
  readonly #slots: number
  /** A place for the current slot, and one for each of those before it that still count. */
  readonly #ringLength: number
  readonly #rowLength: number
  readonly #Counts: CountsConstructor
  readonly #chunks: Counts[] = []
  /** The slot that the newest count of a row belongs to, as many rows to an array. */
  readonly #newest: Float64Array[] = []
  lastTotal = 0
  lastAge = 0

  constructor(maxRequests: number, slots: number) {
    this.#maxRequests = maxRequests
    this.#slots = slots
    this.#ringLength = slots + 1
    this.#rowLength = firstCount + slots + 1
    this.#Counts = maxRequests < 2 ** 8 ? Uint8Array : maxRequests < 2 ** 16 ? Uint16Array : Uint32Array
  }

  reserve(row: number): void {
    if (row >> chunkBits < this.#chunks.length) return
    this.#chunks.push(new this.#Counts(rowsInChunk * this.#rowLength))
    this.#newest.push(new Float64Array(rowsInChunk))
  }

  admit(row: number, slot: number): boolean {
    const counts = this.#chunkOf(row)
    const at = (row & rowMask) * this.#rowLength
    this.#advance(counts, at, row, slot)
    const total = cell(counts, at)
    const isAdmitted = total < this.#maxRequests
    if (isAdmitted) {
      const head = at + firstCount + cell(counts, at + headAt)
      counts[head] = cell(counts, head) + 1
      counts[at] = total + 1
    }
    this.lastTotal = isAdmitted ? total + 1 : total
    this.lastAge = cell(counts, at + ageAt)
    return isAdmitted
  }

  total(row: number, slot: number): number {
    const counts = this.#chunkOf(row)
    const at = (row & rowMask) * this.#rowLength
    this.#advance(counts, at, row, slot)
    return cell(counts, at)
  }

  clear(row: number): void {
    const at = (row & rowMask) * this.#rowLength
    this.#chunkOf(row).fill(0, at, at + this.#rowLength)
  }

  #chunkOf(row: number): Counts {
    return this.#chunks[row >> chunkBits] as Counts // rows are reserved before they are used
  }

  /** Drops what no longer counts. Each step takes the oldest slot one further, so it is O(1) for a slot that passes. */
  #advance(counts: Counts, at: number, row: number, slot: number): void {
    const newest = this.#newest[row >> chunkBits] as Float64Array // as above
    const passed = slot - (newest[row & rowMask] ?? 0)
    if (passed === 0) return
    newest[row & rowMask] = slot
    if (passed < 0) return // a clock set back: what counts is as old as it was, and leaves as long after now
    if (passed > this.#slots) return void counts.fill(0, at, at + this.#rowLength)
    const head = (cell(counts, at + headAt) + passed) % this.#ringLength
    counts[at + headAt] = head
    counts[at + ageAt] = this.#dropOldest(counts, at, head, cell(counts, at + ageAt) + passed)
  }

  /** Answers the age of the oldest slot with a count, in slots. */
  #dropOldest(counts: Counts, at: number, head: number, oldestAge: number): number {
    const ring = this.#ringLength
    let age = oldestAge
    for (; age > this.#slots; age--) {
      const place = at + firstCount + ((head - age + 2 * ring) % ring)
      counts[at] = cell(counts, at) - cell(counts, place)
      counts[place] = 0
    }
    while (age > 0 && counts[at + firstCount + ((head - age + ring) % ring)] === 0) age--
    return age
  }
}

type Counts = Uint8Array | Uint16Array | Uint32Array
type CountsConstructor = new (length: number) => Counts

const cell = (counts: Counts, at: number): number => counts[at] ?? 0

/** A row: the sum of its counts, the place of the newest in the ring, the age of the oldest, and the ring. */
const headAt = 1
const ageAt = 2
const firstCount = 3
