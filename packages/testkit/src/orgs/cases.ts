import type { Stores } from '@pylon/core'
import type { StoreCase } from '../store-case.ts'
import { inviteCases } from './invite-cases.ts'
import { orgKeyCases } from './key-cases.ts'
import { memberCases } from './member-cases.ts'
import { organizationCases } from './organization-cases.ts'
import { inviteSweepCases } from './sweep-cases.ts'
import { takeInviteCases } from './take-invite-cases.ts'

/**
 * The contract of `OrgStore`.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { orgCases } from '@pylon/testkit'
 *
 * const { orgs } = memoryStores()
 * for (const { run } of orgCases) await run({ orgs })
 */
export const orgCases: readonly StoreCase<Pick<Stores, 'orgs'>>[] = [
  ...organizationCases,
  ...memberCases,
  ...inviteCases,
  ...takeInviteCases,
  ...inviteSweepCases,
  ...orgKeyCases,
]
