import type { Stores } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { auditAppendCases } from './append-cases.ts'
import { auditCheckpointCases } from './checkpoint-cases.ts'
import { auditListCases } from './list-cases.ts'
import { auditSinkCases } from './sink-cases.ts'
import { auditSweepCases } from './sweep-cases.ts'

/**
 * The contract of `AuditStore`. Its cases delete entries of others in the database.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { auditCases } from '@pylon/testkit'
 *
 * const { audit } = memoryStores()
 * for (const { run } of auditCases) await run({ audit })
 */
export const auditCases: readonly StoreCase<Pick<Stores, 'audit'>>[] = [
  ...auditAppendCases,
  ...auditListCases,
  ...auditCheckpointCases,
  ...auditSweepCases,
  ...auditSinkCases,
]
