import type { Contender, RunningContender } from './contender.ts'
import { type LoadGenerator, startLoadGenerator } from './load.ts'
import { progress } from './progress.ts'
import { requestText } from './request-text.ts'
import type { Series } from './series.ts'

const connections = 32
const maxSecsPerRound = 20

/** Starts all contenders, then measures one after the other, round after round; the rounds run to and fro in turn. */
export async function measureSideBySide(
  bench: string,
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, Series>> {
  const load = startLoadGenerator()
  const running = new Map<Contender, RunningContender>()
  const series = new Map<string, Series>()
  let first: RunningContender | null = null
  try {
    for (const contender of contenders) {
      progress(`${bench}: ${contender.name}: start`)
      const started = await contender.start(first)
      first ??= started
      running.set(contender, started)
      series.set(contender.name, { cpuMicros: [], perSec: [] })
      for (let warmUp = 0; warmUp < 3; warmUp++) await measure(load, started, contender.requestsPerRound)
    }
    for (let round = 1; round <= rounds; round++) {
      const inTurn = [...running]
      if (round % 2 === 0) inTurn.reverse()
      for (const [contender, started] of inTurn) {
        progress(`${bench}: round ${round} of ${rounds}: ${contender.name}`)
        const { cpuMicros, perSec } = await measure(load, started, contender.requestsPerRound)
        series.get(contender.name)?.cpuMicros.push(cpuMicros)
        series.get(contender.name)?.perSec.push(perSec)
      }
    }
  } finally {
    await Promise.all([load.stop(), ...[...running.values()].map(({ server }) => server.stop())])
  }
  return series
}

/** CPU time of the server's process divided by the requests it answered: steady where requests per second are not. */
async function measure(
  load: LoadGenerator,
  { server, path, headers }: RunningContender,
  requestCount: number,
): Promise<{ readonly cpuMicros: number; readonly perSec: number }> {
  const before = await server.usage()
  const { requests, elapsedSecs } = await load.run({
    port: server.port,
    requests: [requestText({ method: 'GET', path, headers })],
    connections,
    maxRequests: requestCount,
    maxSecs: maxSecsPerRound,
    pauseMs: 0,
  })
  const after = await server.usage()
  return { cpuMicros: (after.cpuMicros - before.cpuMicros) / requests, perSec: requests / elapsedSecs }
}
