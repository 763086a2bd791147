/** Runs work that has so many seconds; `toError` makes what is thrown after them. */
export async function withDeadline<T>(
  timeoutSecs: number,
  toError: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(timeoutSecs * 1000)
  // raced, because a fetch that is given might not listen to the signal
  return Promise.race([work(signal), abortOf(signal, toError)])
}

function abortOf(signal: AbortSignal, toError: () => Error): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(toError()), { once: true }))
}
