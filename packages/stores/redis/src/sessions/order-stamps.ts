/**
 * Makes the stamps that order the sessions of one second: tenths of milliseconds since that second began, by the clock
 * of this machine, and never one twice. Between processes the order is as good as their clocks.
 */
export function createOrderStamps(): (createdAt: number) => number {
  let last = 0

  return createdAt => {
    last = Math.max(last + 1, Math.round((performance.timeOrigin + performance.now()) * 10))
    return last - createdAt * 10_000
  }
}
