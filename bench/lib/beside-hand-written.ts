import { floor } from '../contenders/floor.ts'
import type { Contender } from './contender.ts'
import { atMost, plain, type Row, ratio } from './row.ts'
import { cpuRatio, type Series, seriesOf, showSeries } from './series.ts'
import { measureSideBySide } from './side-by-side.ts'

export interface BesideHandWritten {
  readonly bench: string
  readonly own: Contender
  readonly byHand: Contender
  /** How many times the CPU time of the hand-written server Pylon may take. */
  readonly goal: number
  readonly others: readonly Contender[]
}

/** `GET /api/auth/me` of Pylon beside a server that somebody wrote for it alone, and of everybody beside the floor. */
export async function measureBesideHandWritten(options: BesideHandWritten): Promise<{
  readonly rows: readonly Row[]
  readonly of: (contender: Contender) => Series
}> {
  const { bench, own, byHand, goal, others } = options
  const all = await measureSideBySide(bench, [own, floor, byHand, ...others])
  const of = (contender: Contender): Series => seriesOf(all, contender.name)

  const rows = [
    {
      bench,
      name: `${own.name} ÷ hand-written`,
      ...atMost(goal, cpuRatio(of(own), of(byHand)), ratio),
      absolute: showSeries(of(own)),
    },
    ...[floor, own, byHand, ...others].map(contender => ({
      bench,
      name: `${contender.name} ÷ floor`,
      ...plain(ratio(cpuRatio(of(contender), of(floor)))),
      absolute: showSeries(of(contender)),
    })),
  ]
  return { rows, of }
}
