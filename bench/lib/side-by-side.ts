import type { Contender, RunningContender } from './contender.ts'
import { type LoadGenerator, startLoadGenerator } from './load.ts'
import { progress } from './progress.ts'
import type { Series } from './series.ts'

/** Two processes that run the same code differ by some percent: every contender is started this often, from anew. */
const generations = 3
/** Short rounds in quick succession: what else the machine does then hits all contenders alike. */
const roundsPerGeneration = 11
const warmUpRounds = 11
const connections = 32
const maxSecsPerRound = 20

/**
 * Measures all contenders, one after the other, round after round; the rounds run to and fro in turn.
 * Answers what each showed, by its name.
 */
export async function measureSideBySide(
  bench: string,
  contenders: readonly Contender[],
): Promise<ReadonlyMap<string, Series>> {
  const load = startLoadGenerator()
  const all = new Map(contenders.map(({ name }): [string, Series] => [name, { cpuMicros: [], perSec: [] }]))
  try {
    for (let generation = 1; generation <= generations; generation++) {
      await measureGeneration({ title: `${bench} ${generation}/${generations}`, contenders, load, all })
    }
  } finally {
    await load.stop()
  }
  return all
}

interface Generation {
  readonly title: string
  readonly contenders: readonly Contender[]
  readonly load: LoadGenerator
  /** Filled round by round. */
  readonly all: ReadonlyMap<string, Series>
}

async function measureGeneration({ title, contenders, load, all }: Generation): Promise<void> {
  const running = new Map<Contender, RunningContender>()
  let first: RunningContender | null = null
  try {
    for (const contender of contenders) {
      progress(`${title}: start ${contender.name}`)
      const started = await contender.start(first)
      first ??= started
      running.set(contender, started)
      for (let round = 0; round < warmUpRounds; round++) await measure(load, started, contender.requestsPerRound)
    }
    for (let round = 1; round <= roundsPerGeneration; round++) {
      const inTurn = [...running]
      if (round % 2 === 0) inTurn.reverse()
      for (const [contender, started] of inTurn) {
        progress(`${title}: round ${round} of ${roundsPerGeneration}: ${contender.name}`)
        const { cpuMicros, perSec } = await measure(load, started, contender.requestsPerRound)
        all.get(contender.name)?.cpuMicros.push(cpuMicros)
        all.get(contender.name)?.perSec.push(perSec)
      }
    }
  } finally {
    await Promise.all([...running.values()].map(({ server }) => server.stop()))
  }
}

/** CPU time of the server's process divided by the requests it answered: steady where requests per second are not. */
async function measure(
  load: LoadGenerator,
  { server, requests }: RunningContender,
  requestCount: number,
): Promise<{ readonly cpuMicros: number; readonly perSec: number }> {
  const before = await server.usage()
  const { requests: answered, elapsedSecs } = await load.run({
    port: server.port,
    requests,
    connections,
    maxRequests: requestCount,
    maxSecs: maxSecsPerRound,
    pauseMs: 0,
    staysAwake: true,
  })
  const after = await server.usage()
  return { cpuMicros: (after.cpuMicros - before.cpuMicros) / answered, perSec: answered / elapsedSecs }
}
