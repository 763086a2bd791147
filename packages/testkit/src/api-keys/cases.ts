import type { Stores } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { apiKeyFindCases } from './find-cases.ts'
import { apiKeyKeyCases } from './key-cases.ts'
import { apiKeyRevokeCases } from './revoke-cases.ts'
import { apiKeyRotateCases } from './rotate-cases.ts'
import { apiKeySweepCases } from './sweep-cases.ts'
import { apiKeyTouchCases } from './touch-cases.ts'

/**
 * The contract of `ApiKeyStore`.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { apiKeyCases } from '@pylon/testkit'
 *
 * const { apiKeys } = memoryStores()
 * for (const { run } of apiKeyCases) await run({ apiKeys })
 */
export const apiKeyCases: readonly StoreCase<Pick<Stores, 'apiKeys'>>[] = [
  ...apiKeyFindCases,
  ...apiKeyRevokeCases,
  ...apiKeyRotateCases,
  ...apiKeyTouchCases,
  ...apiKeySweepCases,
  ...apiKeyKeyCases,
]
