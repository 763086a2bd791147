/** One way of doing something, called again and again. */
export interface Candidate {
  readonly name: string
  run(): unknown
}

export interface ThroughputOptions {
  readonly rounds: number
  readonly secsPerRound: number
  /** How many calls are under way at a time; default 1. */
  readonly inFlight?: number
}

/** Runs the candidates in turn, round after round; answers operations per second by name. */
export async function measureThroughput(
  candidates: readonly Candidate[],
  { rounds, secsPerRound, inFlight = 1 }: ThroughputOptions,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const results = new Map(candidates.map(({ name }): [string, number[]] => [name, []]))
  for (const candidate of candidates) await runFor(candidate, secsPerRound, inFlight) // warms up
  for (let round = 0; round < rounds; round++) {
    for (const candidate of candidates) {
      results.get(candidate.name)?.push(await runFor(candidate, secsPerRound, inFlight))
    }
  }
  return results
}

async function runFor(candidate: Candidate, secs: number, inFlight: number): Promise<number> {
  const startedAt = performance.now()
  const endsAt = startedAt + secs * 1000
  const callsBetweenLooks = Math.ceil(500 / inFlight)
  const calls = await Promise.all(
    Array.from({ length: inFlight }, () => callUntil(endsAt, candidate, callsBetweenLooks)),
  )
  return (calls.reduce((sum, each) => sum + each, 0) / (performance.now() - startedAt)) * 1000
}

/** What answers at once is called without `await`: that alone would cost a bare loop a tenth. */
async function callUntil(endsAt: number, { run }: Candidate, callsBetweenLooks: number): Promise<number> {
  let calls = 0
  for (; performance.now() < endsAt; calls += callsBetweenLooks) {
    for (let at = 0; at < callsBetweenLooks; at++) {
      const result = run()
      if (result instanceof Promise) await result
    }
  }
  return calls
}
