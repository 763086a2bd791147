import type { StoreBundle } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { transactionAuditCases } from './audit-cases.ts'
import { transactionCommitCases } from './commit-cases.ts'
import { transactionEveryStoreCases } from './every-store-cases.ts'
import { transactionIsolationCases } from './isolation-cases.ts'
import { transactionLastOwnerCases } from './last-owner-cases.ts'
import { transactionRollbackCases } from './rollback-cases.ts'

/**
 * The contract of `transaction`, over all the stores of a bundle.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { transactionCases } from '@pylon/testkit'
 *
 * const stores = memoryStores()
 * for (const { run } of transactionCases) await run(stores)
 */
export const transactionCases: readonly StoreCase<StoreBundle>[] = [
  ...transactionCommitCases,
  ...transactionRollbackCases,
  ...transactionEveryStoreCases,
  ...transactionAuditCases,
  ...transactionIsolationCases,
  ...transactionLastOwnerCases,
]
