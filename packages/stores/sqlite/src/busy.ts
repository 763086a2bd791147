import { setTimeout as pause } from 'node:timers/promises'
import { isBusy } from './errors.ts'

/** Tries a step again while another process writes, with pauses that leave the event loop free. */
export async function retryWhileBusy<T>(step: () => T, timeoutSecs: number): Promise<T> {
  let waitedMs = 0
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, 32)) {
    try {
      return step()
    } catch (error) {
      if (!isBusy(error) || waitedMs >= timeoutSecs * 1_000) throw error
    }
    await pause(pauseMs)
    waitedMs += pauseMs
  }
}
