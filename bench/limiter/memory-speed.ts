import { memoryLimits } from '../../packages/security/dist/rate-limit/index.js'
import { progress } from '../lib/progress.ts'
import { atLeast, perSec, type Row, ratio } from '../lib/row.ts'
import { median, medianRatio } from '../lib/stats.ts'
import { measureThroughput } from '../lib/throughput.ts'
import { limit, onThousandKeys } from './keys.ts'

const rounds = 11
const secsPerRound = 0.3

/** Checks per second in process beside the least that can be called a limiter: a Map of counts and when they end. */
export async function measureMemorySpeed(bench: string): Promise<readonly Row[]> {
  progress(`${bench}: memory, ${rounds} rounds`)
  const limits = memoryLimits()
  const windows = fixedWindows()
  const promised = fixedWindows()
  const results = await measureThroughput(
    [
      onThousandKeys('own', key => limits.admit(key, limit)),
      onThousandKeys('map', windows),
      onThousandKeys('promised', async key => promised(key)),
    ],
    { rounds, secsPerRound },
  )
  const rates = (name: string): readonly number[] => results.get(name) ?? []
  const absolute = (name: string): string => `${perSec(median(rates('own')))}; ${perSec(median(rates(name)))}`

  return [
    {
      bench,
      name: 'memory: checks',
      ...atLeast(1_000_000, median(rates('own')), perSec),
      absolute: '1,000 keys, each check awaited',
    },
    {
      bench,
      name: 'memory: checks ÷ Map with fixed windows, called without a promise',
      ...atLeast(0.3, medianRatio(rates('own'), rates('map')), ratio),
      absolute: absolute('map'),
    },
    {
      bench,
      name: 'memory: checks ÷ Map with fixed windows, behind a promise',
      ...atLeast(0.3, medianRatio(rates('own'), rates('promised')), ratio),
      absolute: absolute('promised'),
    },
  ]
}

/** Lets 199 of 100 through across the edge of a window. */
function fixedWindows(): (key: string) => boolean {
  const counts = new Map<string, { count: number; endsAtMs: number }>()
  return key => {
    const nowMs = performance.now()
    const entry = counts.get(key)
    if (entry === undefined || entry.endsAtMs <= nowMs) {
      counts.set(key, { count: 1, endsAtMs: nowMs + limit.windowSecs * 1_000 })
      return true
    }
    return ++entry.count <= limit.maxRequests
  }
}
