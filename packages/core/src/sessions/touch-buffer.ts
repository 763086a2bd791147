/** Gathers "last used" times and writes them together, so that no answer waits for such a write. */
export interface TouchBuffer {
  add(key: string, lastUsedAt: number): void
  /** Writes a time at once, without anybody waiting for it, and none of that key within `delaySecs`. */
  addAtOnce(key: string, lastUsedAt: number): void
  /** The time that was added last and may not be written yet; 0 when there is none. */
  find(key: string): number
  /** Writes what is gathered now; rejects when it cannot be written. */
  flush(): Promise<void>
}

export interface TouchBufferOptions {
  /** From the first time that is gathered to the write, in seconds; default 1. */
  readonly delaySecs?: number
  /** How many keys may wait. Default 1000. */
  readonly maxGathered?: number
  /**
   * Default true: times beyond `maxGathered`, and times that cannot be written, are dropped. Else a full buffer is written
   * early, and what cannot be written waits for the next time.
   */
  readonly allowLoss?: boolean
}

const chunkSize = 100

/**
 * Makes a buffer of touches in front of a store.
 *
 * @example
 * import { createTouchBuffer } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const { apiKeys } = memoryStores()
 * const touches = createTouchBuffer((id, lastUsedAt) => ({ id, lastUsedAt }), list => apiKeys.touch(list))
 */
export function createTouchBuffer<Touch>(
  toTouch: (key: string, lastUsedAt: number) => Touch,
  write: (touches: readonly Touch[]) => Promise<void>,
  { delaySecs = 1, maxGathered = 1_000, allowLoss = true }: TouchBufferOptions = {},
): TouchBuffer {
  let gathered = new Map<string, number>()
  let flushed = new Map<string, number>() // until the next flush: a row read meanwhile may be older than its touch
  const writtenAtOnce = new Map<string, number>()
  const atOnce = new Set<Promise<void>>()
  let writing: Promise<void> | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let startedAt = 0
  let addedAt = 0

  async function flush(isHeld: (key: string, lastUsedAt: number) => boolean = () => false): Promise<void> {
    stopTimer()
    if (atOnce.size > 0) await Promise.all(atOnce) // what fails of them is gathered again
    while (writing !== null) await writing.catch(tellNobody) // the next flush would forget what this one is writing
    stopTimer()
    writing = writeGathered(isHeld).finally(() => {
      writing = null
    })
    return writing
  }

  const flushDue = (): void =>
    void flush((key, lastUsedAt) => {
      const writtenAt = writtenAtOnce.get(key)
      return writtenAt !== undefined && lastUsedAt - writtenAt < delaySecs
    }).catch(tellNobody)

  async function writeGathered(isHeld: (key: string, lastUsedAt: number) => boolean): Promise<void> {
    const times = [...gathered]
    flushed = gathered
    gathered = new Map()
    putBack(times.filter(time => isHeld(...time)))
    await writeAll(times.filter(time => !isHeld(...time)))
  }

  async function writeAll(times: readonly (readonly [string, number])[]): Promise<void> {
    writtenAtOnce.clear()
    for (let at = 0; at < times.length; at += chunkSize) {
      const touches = times.slice(at, at + chunkSize).map(([key, lastUsedAt]) => toTouch(key, lastUsedAt))
      await write(touches).catch(error => {
        if (!allowLoss) putBack(times.slice(at))
        throw error
      })
    }
  }

  function putBack(times: readonly (readonly [string, number])[]): void {
    if (times.length === 0) return
    for (const [key, lastUsedAt] of times) {
      if (!gathered.has(key) && gathered.size < maxGathered) gathered.set(key, lastUsedAt)
    }
    startTimer()
  }

  function add(key: string, lastUsedAt: number): void {
    addedAt = lastUsedAt
    // workerd drops a timer together with the request that started it
    if (timer !== null && lastUsedAt - startedAt > delaySecs) flushDue()
    if (gathered.size >= maxGathered && !gathered.has(key)) {
      if (allowLoss || writing !== null) return // the next request with that key comes again
      flushDue() // whoever makes many sessions must not push out the times of others
    }
    gathered.set(key, lastUsedAt)
    startTimer()
  }

  function addAtOnce(key: string, lastUsedAt: number): void {
    if (writtenAtOnce.size < maxGathered) {
      writtenAtOnce.set(key, lastUsedAt)
      flushed.set(key, lastUsedAt)
    }
    const written = writeOne(key, lastUsedAt).finally(() => atOnce.delete(written))
    atOnce.add(written)
  }

  async function writeOne(key: string, lastUsedAt: number): Promise<void> {
    try {
      await write([toTouch(key, lastUsedAt)])
    } catch {
      writtenAtOnce.delete(key)
      add(key, lastUsedAt)
    }
  }

  function startTimer(): void {
    if (timer !== null) return
    startedAt = addedAt
    timer = setTimeout(flushDue, delaySecs * 1_000)
    if (typeof timer === 'object') timer.unref?.()
  }

  function stopTimer(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  const find = (key: string): number => Math.max(gathered.get(key) ?? 0, flushed.get(key) ?? 0)

  return { add, addAtOnce, find, flush: () => flush() }
}

/** A touch that could not be written costs nobody anything: the next request with that key comes again. */
const tellNobody = (): void => {}
