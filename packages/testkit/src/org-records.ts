import type { Invite, Membership, Organization } from '@pylon/core'
import { testTime } from './fake-clock.ts'
import { unique, uniqueHash } from './unique.ts'

/**
 * Makes an organization with an id of its own, created at 2100-01-01.
 *
 * @example
 * import { testMembership, testOrganization } from '@pylon/testkit'
 *
 * const engines = testOrganization({ name: 'Analytical Engines' })
 * const owner = testMembership({ orgId: engines.id, role: 'owner' })
 */
export function testOrganization(overrides: Partial<Organization> = {}): Organization {
  return { id: unique('org_'), name: 'Analytical Engines', createdAt: testTime, ...overrides }
}

/**
 * Makes a membership of a user of its own, in an organization of its own.
 *
 * @example
 * import { testMembership } from '@pylon/testkit'
 *
 * const admin = testMembership({ orgId: 'org_1', role: 'admin' })
 */
export function testMembership(overrides: Partial<Membership> = {}): Membership {
  return { orgId: unique('org_'), userId: unique('usr_'), role: 'member', joinedAt: testTime, ...overrides }
}

/**
 * Makes an invite with a token of its own that lives from 2100-01-01 for an hour.
 *
 * @example
 * import { testInvite } from '@pylon/testkit'
 *
 * const invite = testInvite({ orgId: 'org_1', email: 'ada@example.com' })
 */
export function testInvite(overrides: Partial<Invite> = {}): Invite {
  return {
    id: unique('inv_'),
    orgId: unique('org_'),
    email: `${unique('')}@example.com`,
    role: 'member',
    tokenHash: uniqueHash(),
    createdAt: testTime,
    expiresAt: testTime + 3_600,
    ...overrides,
  }
}
