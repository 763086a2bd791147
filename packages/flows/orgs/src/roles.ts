import { ConfigError } from '@pylon/core'

/** The roles of organizations, and who may give which. */
export interface OrgRoles {
  readonly names: readonly string[]
  /** Owners and admins look after members and invites. */
  isAdmin(role: string): boolean
  /** Nobody gives, takes away or removes a role above their own. */
  mayHandle(ownRole: string, role: string): boolean
}

/**
 * Names the roles: `owner`, `admin`, `member`, and those of the application, which have a member's rights here.
 *
 * Throws `ConfigError` for names that are no role's.
 *
 * @example
 * import { createOrgRoles } from '@pylon/orgs'
 *
 * const roles = createOrgRoles(['billing'])
 * roles.mayHandle('admin', 'owner') // false
 */
export function createOrgRoles(more: readonly string[] = []): OrgRoles {
  const problems = more
    .filter(name => !/^[a-z][a-z0-9_:.-]{0,63}$/.test(name))
    .map(
      name => `roles: ${JSON.stringify(name)} is no name of a role: a lower-case letter, then letters, digits, _ : . -`,
    )
  if (problems.length > 0) throw new ConfigError(problems)

  return {
    names: [...new Set(['owner', 'admin', 'member', ...more])],
    isAdmin: role => rankOf(role) >= rankOf('admin'),
    mayHandle: (ownRole, role) => rankOf(ownRole) >= rankOf(role),
  }
}

const rankOf = (role: string): number => (role === 'owner' ? 2 : role === 'admin' ? 1 : 0)
