export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The value below which that part of them lies; `part` from 0 to 1. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).toSorted()
  if (sorted.length % 2 === 0 && part === 0.5) {
    const middle = sorted.length / 2
    return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
  }
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** The median of what two candidates showed in the same rounds, one divided by the other. */
export function medianRatio(dividends: readonly number[], divisors: readonly number[]): number {
  return median(dividends.map((dividend, at) => dividend / (divisors[at] ?? Number.NaN)))
}
