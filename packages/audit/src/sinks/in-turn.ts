/** Runs steps one after the other, in the order in which they were asked for; one that fails stops none behind it. */
export function createTurns(): <T>(step: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return step => {
    const turn = last.then(step)
    last = turn.catch(() => {}) // it is told to whoever asked for that step
    return turn
  }
}
