import { type Limit, slotsInWindow } from '@pylon/core'
import { expect, it } from 'vitest'
import { randomFrom } from '../../test/random-from.ts'
import { memoryLimits } from './memory-limits.ts'

const sequences = 100_000

/**
 * The reference is the list of the times at which somebody was admitted. An exact limiter would look at the window
 * before now; ours may look at a slot more.
 */
it('never more than `maxRequests` in any span of the window, and never less than in a window and a slot', async () => {
  const seed = Math.floor(Math.random() * 2 ** 32)
  const random = randomFrom(seed)
  let nowMs = 0
  const calls = { few: 0, many: 0 }
  const refusals = { few: 0, many: 0 }
  const limits = memoryLimits({ monotonicMs: () => nowMs })
  for (let sequence = 0; sequence < sequences; sequence++) {
    const limit = limitFrom(random)
    const slots = slotsInWindow(limit.maxRequests)
    const kind = slots > limit.maxRequests ? 'few' : 'many'
    const windowMs = limit.windowSecs * 1_000
    const arrivals = Math.max(20, 2 * limit.maxRequests)
    const admitted: number[] = []
    calls[kind] += arrivals
    for (let arrival = 0; arrival < arrivals; arrival++) {
      nowMs += pauseMs(random, windowMs, slots, limit.maxRequests)
      const { isAdmitted } = await limits.admit(String(sequence), limit)
      const isExact = isAdmitted
        ? countSince(admitted, nowMs - windowMs) < limit.maxRequests
        : countSince(admitted, nowMs - windowMs * (1 + 1 / slots)) >= limit.maxRequests
      if (!isExact) expect.fail(`seed ${seed}, sequence ${sequence}, arrival ${arrival}: ${isAdmitted}`)
      if (isAdmitted) admitted.push(nowMs)
      else refusals[kind]++
    }
  }
  for (const kind of ['few', 'many'] as const) {
    expect(refusals[kind]).toBeGreaterThan(calls[kind] / 10)
    expect(refusals[kind]).toBeLessThan(calls[kind] * 0.9)
  }
})

/** Most are small, for their sequences are short; the others stand around the border between few requests and many. */
function limitFrom(random: () => number): Limit {
  const isSmall = random() < 0.95
  const maxRequests = isSmall ? 1 + Math.floor(random() * 8) : 62 + Math.floor(random() * 6)
  return { maxRequests, windowSecs: 1 + Math.floor(random() * 4) }
}

/** Bursts, pauses, and the very edges of slots and windows. */
function pauseMs(random: () => number, windowMs: number, slots: number, maxRequests: number): number {
  if (random() < 0.3) return 0
  const isShort = random() > Math.min(0.4, 2 / maxRequests)
  if (isShort) return (random() * 2 * windowMs) / maxRequests
  const kind = random()
  if (kind < 0.3) return (windowMs / slots) * Math.floor(random() * (slots + 2))
  if (kind < 0.5) return windowMs + (windowMs / slots) * Math.floor(random() * 3)
  return random() * 2 * windowMs
}

function countSince(times: readonly number[], sinceMs: number): number {
  let count = 0
  for (let at = times.length - 1; at >= 0 && (times[at] ?? 0) >= sinceMs; at--) count++
  return count
}
