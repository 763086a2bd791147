/** Gathers "last used" times and writes them together, so that no answer waits for such a write. */
export interface TouchBuffer {
  add(key: string, lastUsedAt: number): void
  /** Writes what is gathered now; what cannot be written is dropped. */
  flush(): Promise<void>
}

const flushDelayMs = 1_000
const maxGathered = 1_000
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
): TouchBuffer {
  const gathered = new Map<string, Touch>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let startedAt = 0

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const touches = [...gathered.values()]
    gathered.clear()
    for (let at = 0; at < touches.length; at += chunkSize) {
      await write(touches.slice(at, at + chunkSize))
    }
  }

  function add(key: string, lastUsedAt: number): void {
    // workerd drops a timer together with the request that started it
    if (timer !== null && lastUsedAt - startedAt > 1) flush().catch(ignoreLoss)
    if (gathered.size >= maxGathered) return // the next request with that key comes again
    gathered.set(key, toTouch(key, lastUsedAt))
    if (timer !== null) return
    startedAt = lastUsedAt
    timer = startTimer()
  }

  function startTimer(): ReturnType<typeof setTimeout> {
    const started = setTimeout(() => flush().catch(ignoreLoss), flushDelayMs)
    if (typeof started === 'object') started.unref?.()
    return started
  }

  return { add, flush }
}

/** A touch that could not be written costs nobody anything: the next request with that key comes again. */
const ignoreLoss = (): void => {}
