import { NetGuardError } from './net-guard-error.ts'

/** The end of one exchange, from its first lookup to the last byte of its body. */
export interface Deadline {
  /** Aborts when the time is up, when the caller's signal does, and when the exchange is given up. */
  readonly signal: AbortSignal
  /** Settles as `work` does, or rejects when the signal aborts. */
  race<Value>(work: Promise<Value>): Promise<Value>
  /** Lets a process end that does not read the body. */
  letExit(): void
  /** Ends the watch over an exchange that is over. */
  stop(): void
  /** Closes what is still open of an exchange that failed. */
  giveUp(): void
}

export function startDeadline(host: string, timeoutSecs: number, callerSignal: AbortSignal | null): Deadline {
  const controller = new AbortController()
  const { signal } = controller
  const timer = setTimeout(() => controller.abort(new NetGuardError(host, 'time')), timeoutSecs * 1000)
  const follow = (): void => controller.abort(callerSignal?.reason)
  if (callerSignal?.aborted) follow()
  callerSignal?.addEventListener('abort', follow, { once: true })

  function stop(): void {
    clearTimeout(timer)
    callerSignal?.removeEventListener('abort', follow)
  }

  function giveUp(): void {
    stop()
    controller.abort()
  }

  return {
    signal,
    race: work => Promise.race([work, rejectionOf(signal)]),
    letExit: () => void timer.unref(),
    stop,
    giveUp,
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
