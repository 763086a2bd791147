import { expect, it } from 'vitest'
import { memoryLimits } from './memory-limits.ts'

const sequences = 100_000
const arrivals = 24

/**
 * The reference is the list of the times at which somebody was admitted. An exact limiter would look at the window
 * before now; ours may look at a 64th more.
 */
it('never more than `maxRequests` in any span of the window, and never less than in a window and a slot', async () => {
  const seed = Math.floor(Math.random() * 2 ** 32)
  const random = randomFrom(seed)
  let nowMs = 0
  let refusals = 0
  const limits = memoryLimits({ monotonicMs: () => nowMs })
  for (let sequence = 0; sequence < sequences; sequence++) {
    const limit = { maxRequests: 1 + Math.floor(random() * 8), windowSecs: 1 + Math.floor(random() * 4) }
    const windowMs = limit.windowSecs * 1_000
    const admitted: number[] = []
    for (let arrival = 0; arrival < arrivals; arrival++) {
      nowMs += pauseMs(random, windowMs, limit.maxRequests)
      const { isAdmitted } = await limits.admit(String(sequence), limit)
      const isExact = isAdmitted
        ? countSince(admitted, nowMs - windowMs) < limit.maxRequests
        : countSince(admitted, nowMs - windowMs * (65 / 64)) >= limit.maxRequests
      if (!isExact) expect.fail(`seed ${seed}, sequence ${sequence}, arrival ${arrival}: ${isAdmitted}`)
      if (isAdmitted) admitted.push(nowMs)
      else refusals++
    }
  }
  expect(refusals).toBeGreaterThan((sequences * arrivals) / 10)
  expect(refusals).toBeLessThan((sequences * arrivals * 9) / 10)
})

/** Bursts, pauses, and the very edges of slots and windows. */
function pauseMs(random: () => number, windowMs: number, maxRequests: number): number {
  const kind = random()
  if (kind < 0.3) return 0
  if (kind < 0.7) return (random() * 2 * windowMs) / maxRequests
  if (kind < 0.8) return (windowMs / 64) * Math.floor(random() * 66)
  if (kind < 0.9) return windowMs
  return random() * 2 * windowMs
}

function countSince(times: readonly number[], sinceMs: number): number {
  let count = 0
  for (let at = times.length - 1; at >= 0 && (times[at] ?? 0) >= sinceMs; at--) count++
  return count
}

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
