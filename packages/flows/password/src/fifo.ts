/** A line of values, first in, first out; every step takes the same time however long the line is. */
export interface Fifo<T> {
  push(value: T): void
  /** Takes the oldest value; null when there is none. */
  shift(): T | null
  readonly size: number
}

export function createFifo<T>(): Fifo<T> {
  let first: Entry<T> | null = null
  let last: Entry<T> | null = null
  let size = 0

  return {
    push(value) {
      const entry: Entry<T> = { value, next: null }
      if (last === null) first = entry
      else last.next = entry
      last = entry
      size += 1
    },
    shift() {
      if (first === null) return null
      const { value, next } = first
      first = next
      if (next === null) last = null
      size -= 1
      return value
    },
    get size() {
      return size
    },
  }
}

interface Entry<T> {
  readonly value: T
  next: Entry<T> | null
}
