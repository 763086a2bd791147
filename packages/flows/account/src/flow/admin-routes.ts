import { type Clock, type OnEvent, type Route, type Sessions, type StoreBundle, systemClock } from '@pylon/core'
import { listSessionsRoute, revokeSessionsRoute } from './admin-sessions.ts'
import { deleteUserRoute, listUsersRoute, showUserRoute, updateUserRoute } from './admin-users.ts'
import { statsRoute } from './stats.ts'

export interface AdminRoutesOptions {
  readonly stores: Pick<StoreBundle, 'users' | 'sessions' | 'transaction'>
  readonly sessions: Sessions
  /** Default `/api/admin`. */
  readonly basePath?: string
  readonly clock?: Clock
  /** Told of `user.updated`, `user.banned`, `user.unbanned`, `user.deleted` and `session.revoked`. */
  readonly onEvent?: OnEvent
}

/** What each route receives. */
export type AdminParts = Required<Omit<AdminRoutesOptions, 'basePath'>>

/**
 * The routes by which the holder of the admin token looks after users and their sessions.
 *
 * @example
 * import { adminRoutes } from '@pylon/account/flow'
 * import { adminToken, createApp, createSessions, generateToken } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions })
 * const app = createApp({
 *   authenticators: [adminToken(generateToken('admin_')), sessions.authenticator],
 *   routes: adminRoutes({ stores, sessions }),
 * })
 */
export function adminRoutes({
  basePath = '/api/admin',
  clock = systemClock,
  onEvent = () => {},
  ...rest
}: AdminRoutesOptions): readonly Route[] {
  const parts = { clock, onEvent, ...rest }
  return [
    listUsersRoute(parts),
    showUserRoute(parts),
    updateUserRoute(parts),
    deleteUserRoute(parts),
    listSessionsRoute(parts),
    revokeSessionsRoute(parts),
    statsRoute(parts),
  ].map(route => ({ ...route, path: basePath + route.path }))
}
