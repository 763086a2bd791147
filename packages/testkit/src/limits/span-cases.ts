import assert from 'node:assert/strict'
import { slotsInWindow } from '@pylon/core'
import { unique } from '../unique.ts'
import { type LimitCase, timedLimits } from './limit-case.ts'

const windowSecs = 8

export const spanCases: readonly LimitCase[] = [
  {
    name: 'admit: never more than `maxRequests` in any span of the window, and what fits into a window and a slot always',
    async run(place) {
      const { at } = timedLimits(place)
      for (const maxRequests of [1, 7, 64, 65]) {
        const slotSecs = windowSecs / slotsInWindow(maxRequests)
        const key = unique('')
        const admitted: number[] = []
        for (const secs of arrivals(250, maxRequests)) {
          const { isAdmitted } = await at(secs).admit(key, { maxRequests, windowSecs })
          const within = (span: number): number => admitted.filter(time => secs - time <= span).length
          if (isAdmitted) assert.ok(within(windowSecs) < maxRequests, `one too many at ${secs}`)
          else assert.ok(within(windowSecs + slotSecs) >= maxRequests, `one too few at ${secs}`)
          if (isAdmitted) admitted.push(secs)
        }
      }
    },
  },
]

/** In bursts and pauses, in whole milliseconds; the same every time. */
function arrivals(count: number, maxRequests: number): readonly number[] {
  let seed = 4_711 + maxRequests
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  let ms = 0
  return Array.from({ length: count }, () => {
    const isPause = random() < Math.min(0.1, 1 / maxRequests)
    const longestMs = isPause ? windowSecs * 500 : (windowSecs * 1_000) / maxRequests
    ms += random() < 0.5 ? 0 : Math.floor(random() * longestMs)
    return ms / 1_000
  })
}
