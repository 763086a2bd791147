import { progress } from '../lib/progress.ts'
import { perSec, type Row } from '../lib/row.ts'
import { median, medianRatio } from '../lib/stats.ts'
import { measureThroughput } from '../lib/throughput.ts'

const rounds = 9
const secsPerRound = 0.5
export const inFlight = 64
export const windowSecs = 60

export interface Compared {
  readonly bench: string
  readonly database: string
  /** Adds one to the counter of that key. */
  readonly own: (key: string) => Promise<unknown>
  readonly bareName: string
  readonly bare: (key: string) => Promise<unknown>
  readonly goal: (figure: number) => Omit<Row, 'bench' | 'name' | 'absolute'>
}

/** Increments of a thousand counters by Pylon and by the driver alone. */
export async function measureIncrements(compared: Compared): Promise<readonly Row[]> {
  const { bench, database, own, bareName, bare, goal } = compared
  progress(`${bench}: ${database}, ${rounds} rounds`)
  const results = await measureThroughput([onEachKey('own', own), onEachKey('bare', bare)], {
    rounds,
    secsPerRound,
    inFlight,
  })
  const [ownRates, bareRates] = [results.get('own') ?? [], results.get('bare') ?? []]
  return [
    {
      bench,
      name: `${database}: counters.increment ÷ ${bareName}, ${inFlight} in flight`,
      ...goal(medianRatio(ownRates, bareRates)),
      absolute: `${perSec(median(ownRates))}; ${perSec(median(bareRates))}`,
    },
  ]
}

function onEachKey(name: string, increment: (key: string) => Promise<unknown>) {
  let at = 0
  return { name, run: () => increment(keys[at++ % keys.length] ?? '') }
}

/** As the limiter makes them: what is counted, and an address. */
const keys = Array.from({ length: 1_000 }, (_, at) => `sign-in:203.0.${at >> 8}.${at & 255}`)
