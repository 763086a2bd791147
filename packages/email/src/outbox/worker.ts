import type { OutboxMail, OutboxStore } from './outbox-store.ts'

export interface WorkerOptions {
  readonly store: OutboxStore
  readonly deliver: (mail: OutboxMail) => Promise<void>
  readonly clock: () => number
  readonly onError: (error: unknown) => void
  readonly maxConcurrent: number
  readonly leaseSecs: number
  readonly pollIntervalSecs: number
  readonly stopTimeoutSecs: number
}

export interface Worker {
  /** Looks for due mails now, when it is started. */
  wake(): void
  start(): void
  stop(): Promise<void>
  runOnce(): Promise<void>
}

/** Claims due mails as places become free; one claim at a time, `maxConcurrent` deliveries. */
export function createWorker(options: WorkerOptions): Worker {
  const { store, deliver, clock, onError, maxConcurrent, leaseSecs, pollIntervalSecs, stopTimeoutSecs } = options
  const inFlight = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | null = null
  let claiming: Promise<number> | null = null
  let isAskedAgain = false

  /** Answers how many were claimed. */
  function claimDue(): Promise<number> {
    isAskedAgain = true // a mail that came in while a claim is under way may not be in it
    if (claiming === null && inFlight.size < maxConcurrent) claiming = claimWhileAsked()
    return claiming ?? Promise.resolve(0)
  }

  async function claimWhileAsked(): Promise<number> {
    let claimed = 0
    while (isAskedAgain && inFlight.size < maxConcurrent) {
      const limit = maxConcurrent - inFlight.size
      isAskedAgain = false
      const mails = await claim(limit)
      for (const mail of mails) begin(mail)
      claimed += mails.length
      if (mails.length >= limit) isAskedAgain = true
    }
    claiming = null // in the same step as the last look at isAskedAgain: whoever asks from here on begins anew
    return claimed
  }

  async function claim(limit: number): Promise<readonly OutboxMail[]> {
    try {
      return await store.claim(clock(), leaseSecs, limit)
    } catch (error) {
      onError(error)
      return []
    }
  }

  function begin(mail: OutboxMail): void {
    const work = deliver(mail).catch(onError)
    const done = work.then(() => {
      inFlight.delete(done)
      wake()
    })
    inFlight.add(done)
  }

  function wake(): void {
    if (timer !== null) void claimDue()
  }

  function start(): void {
    timer ??= setInterval(wake, pollIntervalSecs * 1000).unref()
    wake()
  }

  async function stop(): Promise<void> {
    if (timer !== null) clearInterval(timer)
    timer = null
    isAskedAgain = false
    await Promise.race([settled(), delay(stopTimeoutSecs)])
  }

  async function settled(): Promise<void> {
    while (claiming !== null || inFlight.size > 0) await Promise.all([claiming, ...inFlight])
  }

  async function runOnce(): Promise<void> {
    for (;;) {
      const claimed = await claimDue()
      if (claimed === 0 && inFlight.size === 0) return
      if (inFlight.size > 0) await Promise.race(inFlight)
    }
  }

  return { wake, start, stop, runOnce }
}

const delay = (secs: number): Promise<void> => new Promise(resolve => void setTimeout(resolve, secs * 1000).unref())
