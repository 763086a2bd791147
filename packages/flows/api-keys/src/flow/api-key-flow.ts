import { type Clock, type Flow, type OnEvent, systemClock } from '@pylon/core'
import type { ApiKeys } from '../api-keys.ts'
import { createRoute } from './create.ts'
import { listRoute } from './list.ts'
import { revokeRoute } from './revoke.ts'
import { rotateRoute } from './rotate.ts'

export interface ApiKeyFlowOptions {
  readonly apiKeys: ApiKeys
  readonly clock?: Clock
  /** Told of `api_key.created`, `api_key.rotated` and `api_key.revoked`. */
  readonly onEvent?: OnEvent
}

/** What each route of this flow receives. */
export type ApiKeyFlowParts = Required<ApiKeyFlowOptions>

/**
 * The routes by which users look after their API keys; no key opens them.
 *
 * @example
 * import { createApiKeys } from '@pylon/api-keys'
 * import { apiKeyFlow } from '@pylon/api-keys/flow'
 * import { createApp, createSessions } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions })
 * const apiKeys = createApiKeys({ stores })
 * const app = createApp({
 *   authenticators: [apiKeys.authenticator, sessions.authenticator],
 *   flows: [apiKeyFlow({ apiKeys })],
 * })
 */
export function apiKeyFlow({ clock = systemClock, onEvent = () => {}, ...rest }: ApiKeyFlowOptions): Flow {
  const parts = { clock, onEvent, ...rest }
  return {
    name: 'api-keys',
    routes: [createRoute(parts), listRoute(parts), rotateRoute(parts), revokeRoute(parts)],
  }
}
