import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How long a timer waited that was due every millisecond, in milliseconds. */
export interface Pauses {
  readonly longest: number
  /** The value that this part of the waits stayed below; `part` from 0 to 1. */
  readonly below: (part: number) => number
}

/** Watches the event loop until it is stopped. */
export function watchLoop(): { stop(): Pauses } {
  const histogram = monitorEventLoopDelay({ resolution: intervalMs })
  const toWait = (nanos: number): number => Math.max(0, nanos / 1e6 - intervalMs) // it records the interval as well
  histogram.enable()

  return {
    stop() {
      histogram.disable()
      return { below: part => toWait(histogram.percentile(part * 100)), longest: toWait(histogram.max) }
    },
  }
}

const intervalMs = 1
