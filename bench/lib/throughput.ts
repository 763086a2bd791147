/** One way of doing something, called again and again. */
export interface Candidate {
  readonly name: string
  run(): unknown
}

/** Runs the candidates in turn, round after round, each for `secs`; answers operations per second by name. */
export async function measureThroughput(
  candidates: readonly Candidate[],
  rounds: number,
  secs: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const results = new Map(candidates.map(({ name }): [string, number[]] => [name, []]))
  for (const candidate of candidates) await runFor(candidate, secs) // warms up
  for (let round = 0; round < rounds; round++) {
    for (const candidate of candidates) results.get(candidate.name)?.push(await runFor(candidate, secs))
  }
  return results
}

/** What answers at once is called without `await`: that alone would cost a bare loop a tenth. */
async function runFor({ run }: Candidate, secs: number): Promise<number> {
  const startedAt = performance.now()
  let calls = 0
  for (let elapsedMs = 0; ; elapsedMs = performance.now() - startedAt) {
    if (elapsedMs >= secs * 1000) return (calls / elapsedMs) * 1000
    for (let at = 0; at < callsBetweenLooks; at++) {
      const result = run()
      if (result instanceof Promise) await result
    }
    calls += callsBetweenLooks
  }
}

const callsBetweenLooks = 500
