import { micros, perSec } from './row.ts'
import { median, medianRatio } from './stats.ts'

/** What one contender showed, round by round. */
export interface Series {
  readonly cpuMicros: number[]
  readonly perSec: number[]
}

export const showSeries = ({ cpuMicros, perSec: rates }: Series): string =>
  `${micros(median(cpuMicros))} CPU, ${perSec(median(rates))}`

/** How much more CPU time a request of `one` takes than one of `other`. */
export const cpuRatio = (one: Series, other: Series): number => medianRatio(one.cpuMicros, other.cpuMicros)

export function seriesOf(all: ReadonlyMap<string, Series>, name: string): Series {
  const series = all.get(name)
  if (series === undefined) throw new Error(`${name} was not measured`)
  return series
}
