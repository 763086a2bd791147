import { storeUnavailable } from '@pylon/core'

/** Lets one writer of this process in at a time, in the order in which they came. */
export interface WriteLock {
  readonly isHeld: boolean
  /** Throws when the turn does not come in time. */
  hold<T>(work: () => Promise<T>): Promise<T>
}

export function createWriteLock(timeoutSecs: number): WriteLock {
  const waiting = new Set<() => void>()
  let isHeld = false

  async function hold<T>(work: () => Promise<T>): Promise<T> {
    if (isHeld) await turn()
    isHeld = true
    try {
      return await work()
    } finally {
      passOn()
    }
  }

  function turn(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(giveUp, timeoutSecs * 1_000)
    waiting.add(enter)
    return promise

    function enter(): void {
      clearTimeout(timer)
      resolve()
    }
    function giveUp(): void {
      waiting.delete(enter)
      reject(storeUnavailable(new Error(`A transaction of this process did not end within ${timeoutSecs} s`)))
    }
  }

  /** The lock stays held while it goes from hand to hand, so that nobody slips in between. */
  function passOn(): void {
    const [next] = waiting
    isHeld = next !== undefined
    if (next === undefined) return
    waiting.delete(next)
    next()
  }

  return {
    get isHeld() {
      return isHeld
    },
    hold,
  }
}
