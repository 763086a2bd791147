import { memoryLimits } from '../../packages/security/dist/rate-limit/index.js'
import { atMost, count, type Row } from '../lib/row.ts'
import { limit } from './keys.ts'

/** Floods the end of a window and the beginning of the next one: how many of 100 come through within one window? */
export async function measureMostAdmitted(bench: string): Promise<readonly Row[]> {
  let nowMs = 0
  const limits = memoryLimits({ monotonicMs: () => nowMs })
  const admittedAtMs: number[] = []
  for (nowMs = 0; nowMs < 300_000; nowMs += 1 + (nowMs % 7)) {
    const isFlood = nowMs % 60_000 > 59_000 || nowMs % 60_000 < 1_000
    if (isFlood && (await limits.admit('flood', limit)).isAdmitted) admittedAtMs.push(nowMs)
  }
  const most = Math.max(...admittedAtMs.map(end => admittedAtMs.filter(at => at <= end && end - at <= 60_000).length))
  return [
    {
      bench,
      name: `memory: most admitted of ${limit.maxRequests} in any span of the window`,
      ...atMost(limit.maxRequests, most, count),
      absolute: `${count(admittedAtMs.length)} in 300 s of bursts at the edges of fixed windows`,
    },
  ]
}
