import type { Stores } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { counterClockCases } from './clock-cases.ts'
import { counterIncrementCases } from './increment-cases.ts'
import { counterKeyCases } from './key-cases.ts'
import { counterSweepCases } from './sweep-cases.ts'

/**
 * The contract of `CounterStore`.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { counterCases } from '@pylon/testkit'
 *
 * const { counters } = memoryStores()
 * for (const { run } of counterCases) await run({ counters })
 */
export const counterCases: readonly StoreCase<Pick<Stores, 'counters'>>[] = [
  ...counterIncrementCases,
  ...counterClockCases,
  ...counterSweepCases,
  ...counterKeyCases,
]
