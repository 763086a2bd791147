// Loaded into every measured server by `--import`: tells over IPC what the process has used so far.
import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface Usage {
  readonly cpuMicros: number
  readonly residentBytes: number
  /** Since the last `restartLoopWatch`; null before the first. */
  readonly loopDelayMs: { readonly p99: number; readonly max: number } | null
}

const resolutionMs = 2
let loopDelay: ReturnType<typeof monitorEventLoopDelay> | null = null

process.on('message', ({ question }: { readonly question: 'usage' | 'restartLoopWatch' }) => {
  if (question === 'restartLoopWatch') restartLoopWatch()
  process.send?.(usage())
})

/** The watch itself costs CPU time, so it runs only where it is asked for. */
function restartLoopWatch(): void {
  loopDelay ??= monitorEventLoopDelay({ resolution: resolutionMs })
  loopDelay.enable()
  loopDelay.reset()
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  return {
    cpuMicros: user + system,
    residentBytes: process.memoryUsage.rss(),
    loopDelayMs: loopDelay && { p99: loopDelay.percentile(99) / 1e6, max: loopDelay.max / 1e6 },
  }
}
