/** A wait that can be cut short. */
export interface Pause {
  /** Waits; not at all when it was woken since the last wait. */
  wait(secs: number, isNudgeable: boolean): Promise<void>
  /** There may be something to do: ends a wait that is for want of it. */
  nudge(): void
  /** Ends any wait. */
  wake(): void
}

export function createPause(): Pause {
  let end: (() => void) | null = null
  let endsByNudge = false
  let isNudged = false
  let isWoken = false

  async function wait(secs: number, isNudgeable: boolean): Promise<void> {
    if (!isWoken && !(isNudgeable && isNudged)) {
      endsByNudge = isNudgeable
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, secs * 1_000)
        timer.unref() // a process with nothing else to do may end
        end = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      end = null
    }
    isWoken = false
    if (isNudgeable) isNudged = false
  }

  return {
    wait,
    nudge() {
      isNudged = true
      if (endsByNudge) end?.()
    },
    wake() {
      isWoken = true
      end?.()
    },
  }
}
