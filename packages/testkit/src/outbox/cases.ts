import type { Stores } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { outboxClaimCases } from './claim-cases.ts'
import { outboxInsertCases } from './insert-cases.ts'
import { outboxKeyCases } from './key-cases.ts'
import { outboxPostponeCases } from './postpone-cases.ts'

/**
 * The contract of `OutboxStore`. Its cases take and delete every mail in the database.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { outboxCases } from '@pylon/testkit'
 *
 * const { outbox } = memoryStores()
 * for (const { run } of outboxCases) await run({ outbox })
 */
export const outboxCases: readonly StoreCase<Pick<Stores, 'outbox'>>[] = [
  ...outboxInsertCases,
  ...outboxClaimCases,
  ...outboxPostponeCases,
  ...outboxKeyCases,
]
