import { forbidden, type Membership, type Organization, type Stores } from '@pylon/core'
import type { OrgRoles } from '../roles.ts'
import { orgNotFound } from './errors.ts'

/** An organization, and the caller in it. */
export interface Standing {
  readonly organization: Organization
  readonly member: Membership
}

/** Throws `ORG_NOT_FOUND` for who is no member; in a transaction it holds the organization and all about its members. */
export async function standingOf({ orgs }: Pick<Stores, 'orgs'>, orgId: string, userId: string): Promise<Standing> {
  const organization = await orgs.find(orgId)
  const member = await orgs.findMember(orgId, userId)
  if (organization === null || member === null) throw orgNotFound()
  return { organization, member }
}

/** Throws `FORBIDDEN` for members who are neither owner nor admin. */
export async function adminStandingOf(
  stores: Pick<Stores, 'orgs'>,
  roles: OrgRoles,
  orgId: string,
  userId: string,
): Promise<Standing> {
  const standing = await standingOf(stores, orgId, userId)
  if (!roles.isAdmin(standing.member.role)) throw forbidden()
  return standing
}
