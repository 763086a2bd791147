import { type Admission, type Limit, type LimitStore, slotsInWindow } from '@pylon/core'
import type { Keys } from './keys.ts'
import { admitScript } from './limits-script.ts'
import type { Line } from './line.ts'

/** Redis drops a key when nothing of it counts: there is nothing to sweep. `nowMs` takes the place of Redis's clock. */
export function redisLimits(line: Line, keys: Keys, nowMs?: () => number): LimitStore {
  async function admit(key: string, { maxRequests, windowSecs }: Limit): Promise<Admission> {
    checkLimit(maxRequests, windowSecs)
    const slots = slotsInWindow(maxRequests)
    const slotMs = (windowSecs * 1_000) / slots // in binary this has an end
    const clock = nowMs === undefined ? [] : [nowMs()]
    const answer = await line.run(line.deadline(), admitScript, keys.limit(key), slotMs, slots, maxRequests, ...clock)
    const [isAdmitted, remaining, resetMs] = answer as [number, number, number] // what the script returns
    return { isAdmitted: isAdmitted === 1, remaining, resetSecs: resetMs / 1_000 }
  }

  return { admit, sweep: async () => 0 }
}

/** Lua would read a NaN, and keep it: no limit would hold for that key any more. */
function checkLimit(maxRequests: number, windowSecs: number): void {
  if (!Number.isInteger(maxRequests) || maxRequests < 1 || maxRequests > 1_000_000) {
    throw new RangeError(`maxRequests: expected a whole number from 1 to 1,000,000, found ${maxRequests}`)
  }
  if (!Number.isInteger(windowSecs) || windowSecs < 1 || windowSecs > 86_400) {
    throw new RangeError(`windowSecs: expected a whole number from 1 to 86,400, found ${windowSecs}`)
  }
}
