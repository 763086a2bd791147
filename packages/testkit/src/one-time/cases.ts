import type { Stores } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { oneTimeFailCases } from './fail-cases.ts'
import { oneTimeKeyCases } from './key-cases.ts'
import { oneTimeSweepCases } from './sweep-cases.ts'
import { oneTimeTakeCases } from './take-cases.ts'

/**
 * The contract of `OneTimeStore`.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { oneTimeCases } from '@pylon/testkit'
 *
 * const { oneTime } = memoryStores()
 * for (const { run } of oneTimeCases) await run({ oneTime })
 */
export const oneTimeCases: readonly StoreCase<Pick<Stores, 'oneTime'>>[] = [
  ...oneTimeTakeCases,
  ...oneTimeFailCases,
  ...oneTimeSweepCases,
  ...oneTimeKeyCases,
]
