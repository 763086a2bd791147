import { type Clock, type Flow, type OnEvent, type Sessions, type StoreBundle, systemClock } from '@pylon/core'
import { deleteAccountRoute } from './delete-account.ts'

export interface AccountFlowOptions {
  readonly stores: Pick<StoreBundle, 'transaction'>
  readonly sessions: Sessions
  readonly clock?: Clock
  /** Told of `user.deleted`. */
  readonly onEvent?: OnEvent
}

/** What each route of this flow receives. */
export type AccountFlowParts = Required<AccountFlowOptions>

/**
 * The route by which users delete their own account.
 *
 * @example
 * import { accountFlow } from '@pylon/account/flow'
 * import { createApp, createSessions } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions })
 * const app = createApp({ authenticators: [sessions.authenticator], flows: [accountFlow({ stores, sessions })] })
 */
export function accountFlow({ clock = systemClock, onEvent = () => {}, ...rest }: AccountFlowOptions): Flow {
  return { name: 'account', routes: [deleteAccountRoute({ clock, onEvent, ...rest })] }
}
