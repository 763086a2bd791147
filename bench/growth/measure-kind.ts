import { progress } from '../lib/progress.ts'
import { atMost, count, plain, type Row, ratio } from '../lib/row.ts'
import { median, medianRatio } from '../lib/stats.ts'
import { fillSizes, type Size } from './fill-sizes.ts'
import type { Kind } from './kind.ts'
import { type Operation, operations } from './operations.ts'

export interface MeasureKindOptions {
  readonly bench: string
  readonly kind: Kind
  readonly sessionCounts: readonly number[]
  readonly folder: string
  /** A point of `performance.now()` after which no database is filled. */
  readonly endsAtMs: number
}

/** Fills one database of each size and asks all of them in turn. */
export async function measureKind({ bench, kind, ...options }: MeasureKindOptions): Promise<readonly Row[]> {
  const now = Math.floor(Date.now() / 1_000)
  const sizes: Size[] = []
  try {
    const onFilled = (size: Size): void => void sizes.push(size)
    const skipped = await fillSizes({ kind, ...options, now, onFilled })
    for (const size of sizes) await size.warm()
    const table: Row[] = []
    for (const operation of operations) {
      progress(`${bench}: ${kind.name}, ${operation.name}`)
      table.push({ bench, ...rowOf(kind, operation, sizes, await measure(operation, sizes, now)) })
    }
    return [...table, { bench, ...bytesRow(kind, sizes) }, ...skippedRows(bench, kind, skipped)]
  } finally {
    await Promise.all(sizes.map(size => size.stop()))
  }
}

/** What each size showed, round by round. */
async function measure(operation: Operation, sizes: readonly Size[], now: number): Promise<readonly number[][]> {
  const series = sizes.map((): number[] => [])
  for (let round = 0; round <= operation.rounds; round++) {
    for (const [at, size] of sizes.entries()) {
      const tookMs = await operation.run(size, now, round)
      if (round > 0) series[at]?.push(tookMs) // the first one warms up
    }
  }
  return series
}

type RowOfBench = Omit<Row, 'bench'>

function rowOf(
  kind: Kind,
  { name, unit, isIndependentOfSize }: Operation,
  sizes: readonly Size[],
  series: readonly number[][],
): RowOfBench {
  const growth = medianRatio(series.at(-1) ?? [], series[0] ?? [])
  const show = (tookMs: readonly number[]): string =>
    unit === 'ms' ? `${median(tookMs).toFixed(1)} ms` : `${(median(tookMs) * 1_000).toFixed(1)} µs`
  return {
    name: `${kind.name}: ${name}, ${spanOf(sizes)}`,
    ...(isIndependentOfSize ? atMost(2, growth, ratio) : plain(ratio(growth))),
    absolute: sizes.map(({ sessionCount }, at) => `${count(sessionCount)}: ${show(series[at] ?? [])}`).join('; '),
  }
}

function bytesRow(kind: Kind, sizes: readonly Size[]): RowOfBench {
  const perSession = ({ bytes, sessionCount }: Size): string => `${(bytes / sessionCount).toFixed(0)} bytes`
  const last = sizes.at(-1)
  return {
    name: `${kind.name}: size of a session, indexes included`,
    ...plain(last === undefined ? null : perSession(last)),
    absolute: sizes
      .map(size => `${count(size.sessionCount)}: ${perSession(size)}, stored in ${size.filledInSecs.toFixed(0)} s`)
      .join('; '),
  }
}

const skippedRows = (bench: string, kind: Kind, skipped: ReadonlyMap<number, string>): readonly Row[] =>
  [...skipped].map(([sessionCount, reason]) => ({
    bench,
    name: `${kind.name}: ${count(sessionCount)} sessions`,
    ...plain(),
    absolute: reason,
  }))

const spanOf = (sizes: readonly Size[]): string =>
  `${count(sizes.at(-1)?.sessionCount ?? 0)} ÷ ${count(sizes[0]?.sessionCount ?? 0)}`
