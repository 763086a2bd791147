import type { Stores } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { sessionFindCases } from './find-cases.ts'
import { sessionKeyCases } from './key-cases.ts'
import { sessionListCases } from './list-cases.ts'
import { sessionManyCases } from './many-cases.ts'
import { sessionMeetingCases } from './meeting-cases.ts'
import { sessionReplaceCases } from './replace-cases.ts'
import { sessionRevokeCases } from './revoke-cases.ts'
import { sessionSweepCases } from './sweep-cases.ts'
import { sessionTenantCases } from './tenant-cases.ts'
import { sessionTouchCases } from './touch-cases.ts'

/**
 * The contract of `SessionStore`.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { sessionCases } from '@pylon/testkit'
 *
 * const { sessions } = memoryStores()
 * for (const { run } of sessionCases) await run({ sessions })
 */
export const sessionCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  ...sessionFindCases,
  ...sessionReplaceCases,
  ...sessionTouchCases,
  ...sessionTenantCases,
  ...sessionListCases,
  ...sessionRevokeCases,
  ...sessionSweepCases,
  ...sessionKeyCases,
  ...sessionManyCases,
  ...sessionMeetingCases,
]
