/** Waits between tries, each time twice as long. */
export interface Pause {
  wait(): Promise<void>
  /** Ends the wait that is under way. */
  end(): void
  /** Begins with the shortest again. */
  reset(): void
}

export interface PauseOptions {
  readonly firstMs: number
  readonly longestMs: number
  /** Keeps the process from ending meanwhile. */
  readonly keepsAlive: boolean
}

export function createPause({ firstMs, longestMs, keepsAlive }: PauseOptions): Pause {
  let nextMs = firstMs
  let end = (): void => {}

  function wait(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, nextMs)
    if (!keepsAlive) timer.unref()
    nextMs = Math.min(nextMs * 2, longestMs)
    end = () => {
      clearTimeout(timer)
      resolve()
    }
    return promise
  }

  function reset(): void {
    nextMs = firstMs
  }

  return { wait, end: () => end(), reset }
}
