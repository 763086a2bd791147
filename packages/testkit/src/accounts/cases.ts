import type { Stores } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { accountKeyCases } from './key-cases.ts'
import { accountLinkCases } from './link-cases.ts'
import { accountTokenCases } from './token-cases.ts'
import { accountUnlinkCases } from './unlink-cases.ts'

/**
 * The contract of `AccountStore`.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { accountCases } from '@pylon/testkit'
 *
 * const { accounts } = memoryStores()
 * for (const { run } of accountCases) await run({ accounts })
 */
export const accountCases: readonly StoreCase<Pick<Stores, 'accounts'>>[] = [
  ...accountLinkCases,
  ...accountUnlinkCases,
  ...accountTokenCases,
  ...accountKeyCases,
]
