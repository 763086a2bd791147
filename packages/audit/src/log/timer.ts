export interface Timer {
  end(): void
}

export interface TimerOptions {
  /** Does it at once as well; default false. */
  readonly isAtOnce?: boolean
}

/** Does something again and again, never twice at a time; keeps no process alive. */
export function everySecs(secs: number, work: () => Promise<unknown>, { isAtOnce = false }: TimerOptions = {}): Timer {
  let isRunning = false

  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    await work()
    isRunning = false
  }

  const timer = setInterval(run, secs * 1_000)
  timer.unref()
  if (isAtOnce) void run()
  return { end: () => clearInterval(timer) }
}

/** Answers whether something was done in time. */
export async function within(secs: number, work: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), secs * 1_000)
  try {
    return await Promise.race([work.then(() => true), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
