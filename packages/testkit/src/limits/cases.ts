import { admitCases } from './admit-cases.ts'
import { limitClockCases } from './clock-cases.ts'
import type { LimitCase } from './limit-case.ts'
import { spanCases } from './span-cases.ts'
import { limitSweepCases } from './sweep-cases.ts'
import { windowCases } from './window-cases.ts'

/**
 * The contract of `LimitStore`. The cases need a store whose clock they can move: `open` answers one that goes by
 * theirs, in unix milliseconds.
 *
 * @example
 * import { memoryLimits } from '@pylon/security/rate-limit'
 * import { limitCases } from '@pylon/testkit'
 *
 * for (const { run } of limitCases) await run({ open: nowMs => memoryLimits({ monotonicMs: nowMs }) })
 */
export const limitCases: readonly LimitCase[] = [
  ...admitCases,
  ...windowCases,
  ...spanCases,
  ...limitClockCases,
  ...limitSweepCases,
]
