import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { memoryLimits } from '../../packages/security/dist/rate-limit/index.js'
import { progress } from '../lib/progress.ts'
import { atMost, count, millis, type Row } from '../lib/row.ts'
import { limit, limiterKey } from './keys.ts'

const keyCount = 1_000_000

/** What a key costs when there are a million, each with counts in eight slots, and the longest check meanwhile. */
export async function measureMemorySize(bench: string): Promise<readonly Row[]> {
  progress(`${bench}: ${count(keyCount)} keys`)
  let nowMs = 0
  const limits = memoryLimits({ maxKeys: keyCount, monotonicMs: () => nowMs })
  const before = usedBytes()
  let longestMs = 0
  for (let slot = 0; slot < 64; slot += 8, nowMs += 8 * (limit.windowSecs / 64) * 1_000) {
    for (let key = 0; key < keyCount; key++) {
      const startedAt = performance.now()
      await limits.admit(limiterKey(key), limit)
      longestMs = Math.max(longestMs, performance.now() - startedAt)
    }
  }
  const bytes = (usedBytes() - before) / keyCount
  await limits.admit(limiterKey(0), limit) // so that it is there until here
  return [
    {
      bench,
      name: `memory: a key of ${count(keyCount)}, at ${limit.maxRequests} a minute`,
      ...atMost(250, bytes, value => `${count(value)} bytes`),
      absolute: `longest check ${millis(longestMs)}: the Map of keys grows`,
    },
  ]
}

function usedBytes(): number {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void // what the flag exposes
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
