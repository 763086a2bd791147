import { createFifo } from './fifo.ts'

/** Lets a crowd through a few at a time, so that the event loop gets to everybody else in between. */
export interface Turnstile {
  /** Resolves when the caller's turn has come, first come, first served. */
  pass(): Promise<void>
}

export function createTurnstile(perTurn: number): Turnstile {
  const waiting = createFifo<() => void>()
  let isTurning = false

  function turn(): void {
    for (let passed = 0; passed < perTurn; passed += 1) waiting.shift()?.()
    isTurning = waiting.size > 0
    if (isTurning) setImmediate(turn)
  }

  return {
    pass() {
      if (!isTurning) setImmediate(turn)
      isTurning = true
      return new Promise(resolve => waiting.push(resolve))
    },
  }
}
