import {
  type Clock,
  type Flow,
  type Mailer,
  type OnEvent,
  type Sessions,
  type StoreBundle,
  systemClock,
} from '@pylon/core'
import { createOrgRoles, type OrgRoles } from '../roles.ts'
import { acceptInviteRoute, invitePageRoute } from './accept-invite.ts'
import { createInviteRoute, listInvitesRoute, revokeInviteRoute } from './invites.ts'
import { listMembersRoute, removeMemberRoute, updateRoleRoute } from './members.ts'
import { createOrgRoute, deleteOrgRoute, listOrgsRoute, renameOrgRoute, showOrgRoute } from './organizations.ts'
import { selectOrgRoute } from './select-org.ts'

export interface OrgFlowOptions {
  readonly stores: Pick<StoreBundle, 'users' | 'orgs' | 'counters' | 'transaction'>
  readonly sessions: Sessions
  /** Roles besides `owner`, `admin` and `member`; default none. */
  readonly roles?: readonly string[]
  /** Sends invites; default null: `EMAIL_NOT_CONFIGURED`. */
  readonly mailer?: Mailer | null
  /** Where the routes of this flow are, for the link of an invite; default `http://localhost:4321/api/auth`. */
  readonly baseUrl?: string
  /** Answers `dev_token` with a new invite; for development only. Default false. */
  readonly showsSecrets?: boolean
  readonly clock?: Clock
  /** Told of `org.…`, `member.…` and `invite.…`. */
  readonly onEvent?: OnEvent
}

/** What each route of this flow receives. */
export interface OrgFlowParts extends Required<Omit<OrgFlowOptions, 'roles'>> {
  readonly roles: OrgRoles
}

/**
 * The routes of organizations: make, choose, members, invites.
 *
 * Throws `ConfigError` for names that are no role's.
 *
 * @example
 * import { createApp, createSessions } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { orgFlow } from '@pylon/orgs/flow'
 *
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions })
 * const app = createApp({
 *   authenticators: [sessions.authenticator],
 *   flows: [orgFlow({ stores, sessions, roles: ['billing'] })],
 * })
 */
export function orgFlow({
  roles = [],
  mailer = null,
  baseUrl = 'http://localhost:4321/api/auth',
  showsSecrets = false,
  clock = systemClock,
  onEvent = () => {},
  ...rest
}: OrgFlowOptions): Flow {
  const parts = { roles: createOrgRoles(roles), mailer, baseUrl, showsSecrets, clock, onEvent, ...rest }
  return {
    name: 'orgs',
    routes: [
      selectOrgRoute(parts),
      createOrgRoute(parts),
      listOrgsRoute(parts),
      showOrgRoute(parts),
      renameOrgRoute(parts),
      deleteOrgRoute(parts),
      listMembersRoute(parts),
      updateRoleRoute(parts),
      removeMemberRoute(parts),
      createInviteRoute(parts),
      listInvitesRoute(parts),
      revokeInviteRoute(parts),
      invitePageRoute(),
      acceptInviteRoute(parts),
    ],
  }
}
