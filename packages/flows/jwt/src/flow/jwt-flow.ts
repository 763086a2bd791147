import { type Clock, ConfigError, type Flow, type OnEvent, type Sessions, systemClock } from '@pylon/core'
import type { JwtMinter } from '../mint.ts'
import { mintRoute } from './mint.ts'

export interface JwtFlowOptions {
  readonly sessions: Pick<Sessions, 'tokenFrom' | 'find'>
  /** Null: the server has no secret or no issuer, and the route answers `JWT_NOT_CONFIGURED`. */
  readonly minter: JwtMinter | null
  /** In seconds; default 3600; a token never outlives its session. */
  readonly lifetimeSecs?: number
  readonly clock?: Clock
  /** Told of `jwt.minted`. */
  readonly onEvent?: OnEvent
}

/** What each route of this flow receives. */
export type JwtFlowParts = Required<JwtFlowOptions>

/**
 * The route that swaps a session for a JWT.
 *
 * Throws `ConfigError` for a lifetime that is no whole number of seconds from 1 to 86,400.
 *
 * @example
 * import { createApp, createSessions } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { createJwtMinter } from '@pylon/jwt'
 * import { jwtFlow } from '@pylon/jwt/flow'
 *
 * const sessions = createSessions({ store: memoryStores().sessions })
 * const minter = createJwtMinter({ secret: 'a long random secret of the application', issuer: 'https://app.example.com' })
 * const app = createApp({ authenticators: [sessions.authenticator], flows: [jwtFlow({ sessions, minter })] })
 */
export function jwtFlow({
  sessions,
  minter,
  lifetimeSecs = 3600,
  clock = systemClock,
  onEvent = () => {},
}: JwtFlowOptions): Flow {
  // nothing takes a JWT back before it ends
  if (!Number.isInteger(lifetimeSecs) || lifetimeSecs < 1 || lifetimeSecs > 86_400) {
    throw new ConfigError([`lifetimeSecs: expected a whole number from 1 to 86400, found ${lifetimeSecs}`])
  }
  return { name: 'jwt', routes: [mintRoute({ sessions, minter, lifetimeSecs, clock, onEvent })] }
}
