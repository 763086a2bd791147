import type { Stores } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { userCountCases } from './count-cases.ts'
import { userInsertCases } from './insert-cases.ts'
import { userKeyCases } from './key-cases.ts'
import { userListCases } from './list-cases.ts'
import { userUpdateCases } from './update-cases.ts'

/**
 * The contract of `UserStore`.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { userCases } from '@pylon/testkit'
 *
 * const { users } = memoryStores()
 * for (const { run } of userCases) await run({ users })
 */
export const userCases: readonly StoreCase<Pick<Stores, 'users'>>[] = [
  ...userInsertCases,
  ...userUpdateCases,
  ...userListCases,
  ...userCountCases,
  ...userKeyCases,
]
