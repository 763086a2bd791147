import type { Membership, Organization, OrgStore } from '@pylon/core'
import { testMembership, testOrganization } from '../org-records.ts'

/** Stores an organization with its owner. */
export async function founded(
  orgs: OrgStore,
): Promise<{ readonly organization: Organization; readonly orgId: string; readonly owner: Membership }> {
  const organization = testOrganization()
  const owner = testMembership({ orgId: organization.id, role: 'owner' })
  await orgs.insert(organization, owner)
  return { organization, orgId: organization.id, owner }
}
