/** Keeps everything else out while a transaction is open. */
export interface Lock {
  /** Runs a synchronous step: at once, or after the transaction that is open. */
  run<T>(step: () => T): Promise<T>
  /** Runs `work` while nobody else runs anything. */
  hold<T>(work: () => Promise<T>): Promise<T>
}

export function createLock(): Lock {
  let held: Promise<void> | null = null

  return {
    async run(step) {
      while (held !== null) await held
      return step()
    },
    async hold(work) {
      while (held !== null) await held
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      try {
        return await work()
      } finally {
        held = null
        resolve()
      }
    },
  }
}
