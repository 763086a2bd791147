/** Keys by the time at which they are due, the earliest at hand (a binary heap). */
export interface ExpiryHeap {
  readonly size: number
  push(key: string, at: number): void
  /** Takes out the earliest key when its time has come. */
  popDue(now: number): string | null
}

interface Entry {
  readonly key: string
  readonly at: number
}

export function createExpiryHeap(): ExpiryHeap {
  const entries: Entry[] = []
  const timeAt = (index: number): number => entries[index]?.at ?? Number.POSITIVE_INFINITY

  function push(key: string, at: number): void {
    let index = entries.length
    entries.push({ key, at })
    while (index > 0 && timeAt(parentOf(index)) > at) index = swap(index, parentOf(index))
  }

  function popDue(now: number): string | null {
    const first = entries[0]
    if (first === undefined || first.at > now) return null
    const last = entries.pop() as Entry // there is at least one
    if (entries.length > 0) sink(last)
    return first.key
  }

  function sink(entry: Entry): void {
    entries[0] = entry
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const child = timeAt(left + 1) < timeAt(left) ? left + 1 : left
      if (timeAt(child) >= entry.at) return
      index = swap(index, child)
    }
  }

  function swap(from: number, to: number): number {
    const moved = entries[from] as Entry // both are within the array
    entries[from] = entries[to] as Entry
    entries[to] = moved
    return to
  }

  return {
    get size() {
      return entries.length
    },
    push,
    popDue,
  }
}

const parentOf = (index: number): number => (index - 1) >> 1
