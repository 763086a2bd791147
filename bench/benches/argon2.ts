import { importPeer } from '../lib/import-peer.ts'
import { progress } from '../lib/progress.ts'
import { type Bench, millis, perSec, plain, type Row } from '../lib/row.ts'
import { median } from '../lib/stats.ts'

const rounds = 7
const hashesPerRound = 20
const inFlight = 2

type Hash = () => Promise<unknown>

/** What one hash takes alone, and how many a second there are two at a time. */
export const argon2: Bench = {
  name: 'argon2',
  async run() {
    const { implementations } = await importPeer<{ implementations: Record<string, Hash> }>('argon2.ts')
    const alone = new Map<string, number[]>()
    const together = new Map<string, number[]>()
    for (let round = 0; round <= rounds; round++) {
      progress(`${argon2.name}: round ${round} of ${rounds}`)
      for (const [name, hash] of Object.entries(implementations)) {
        const [aloneMs, togetherMs] = [await timeAll(hash, 1), await timeAll(hash, inFlight)]
        if (round === 0) continue // warms up
        alone.set(name, [...(alone.get(name) ?? []), aloneMs])
        together.set(name, [...(together.get(name) ?? []), togetherMs])
      }
    }
    return Object.keys(implementations).map(name => toRow(name, alone.get(name) ?? [], together.get(name) ?? []))
  },
}

/** Milliseconds a hash, so many at a time. */
async function timeAll(hash: Hash, atOnce: number): Promise<number> {
  const startedAt = performance.now()
  let left = hashesPerRound
  const work = async (): Promise<void> => {
    while (left-- > 0) await hash()
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return (performance.now() - startedAt) / hashesPerRound
}

const toRow = (name: string, alone: readonly number[], together: readonly number[]): Row => ({
  bench: argon2.name,
  name: `${name}, 19 MiB, 2 passes, 1 lane`,
  ...plain(millis(median(alone))),
  absolute: `${perSec(1000 / median(together))} with ${inFlight} in flight`,
})
