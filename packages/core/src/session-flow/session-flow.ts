import { type Clock, systemClock } from '../clock.ts'
import type { OnEvent } from '../event.ts'
import type { Flow } from '../route.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { ReauthMethod } from '../sign-in/reauth-method.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { Stores } from '../stores/stores.ts'
import { guestRoute } from './guest.ts'
import { listRoute } from './list.ts'
import { meRoute } from './me.ts'
import { mintRoute } from './mint.ts'
import { reauthRoute } from './reauth.ts'
import { refreshRoute } from './refresh.ts'
import { revokeAllRoute, revokeCurrentRoute, revokeOneRoute } from './revoke.ts'
import { showRoute } from './show.ts'
import { upgradeRoute } from './upgrade.ts'

export interface SessionFlowOptions {
  readonly stores: Pick<Stores, 'users'>
  readonly sessions: Sessions
  readonly signIn: SignIn
  /** How `POST /reauth` takes proofs; default none: it refuses every one. */
  readonly reauthMethods?: readonly ReauthMethod[]
  /** Lets anybody on a loopback socket mint sessions; for development only. Default false. */
  readonly allowLoopbackMint?: boolean
  readonly clock?: Clock
  /** Told of `session.refreshed`, `session.revoked`, `session.reauthenticated`, `session.reauth_failed`, `guest.created`. */
  readonly onEvent?: OnEvent
}

/** What each route of this flow receives. */
export type SessionFlowParts = Required<SessionFlowOptions>

/**
 * The routes around sessions: who am I, list, refresh, revoke, guest, and the operator's mint and upgrade.
 *
 * @example
 * import { createApp, createSessions, createSignIn, sessionFlow } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions })
 * const signIn = createSignIn({ stores, sessions })
 * const app = createApp({ authenticators: [sessions.authenticator], flows: [sessionFlow({ stores, sessions, signIn })] })
 */
export function sessionFlow({
  reauthMethods = [],
  allowLoopbackMint = false,
  clock = systemClock,
  onEvent = () => {},
  ...rest
}: SessionFlowOptions): Flow {
  const parts = { reauthMethods, allowLoopbackMint, clock, onEvent, ...rest }
  return {
    name: 'session',
    routes: [
      meRoute,
      mintRoute(parts),
      showRoute(parts),
      revokeCurrentRoute(parts),
      refreshRoute(parts),
      listRoute(parts),
      revokeAllRoute(parts),
      revokeOneRoute(parts),
      guestRoute(parts),
      upgradeRoute(parts),
      reauthRoute(parts),
    ],
  }
}
