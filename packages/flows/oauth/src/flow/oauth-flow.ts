import {
  type Clock,
  ConfigError,
  type Flow,
  type Keys,
  type OnEvent,
  type PylonError,
  type RequestContext,
  type Sessions,
  type SignIn,
  type StoreBundle,
  systemClock,
} from '@pylon/core'
import type { OAuthRegistry } from '../oauth-registry.ts'
import { accountsRoute } from './accounts.ts'
import { type BrowserBinding, createBrowserBinding } from './browser-binding.ts'
import { callbackRoute, postedCallbackRoute } from './callback.ts'
import { linkRoute } from './link.ts'
import { loginRoute } from './login.ts'
import { createOAuthStates, type OAuthStates } from './oauth-state.ts'
import { providersRoute } from './providers.ts'
import { refreshRoute } from './refresh.ts'
import { unlinkRoute } from './unlink.ts'

export interface OAuthFlowOptions {
  readonly stores: Pick<StoreBundle, 'users' | 'credentials' | 'accounts' | 'oneTime' | 'counters' | 'transaction'>
  /** Where their cookie is null, cookies are off, and what comes back from a provider is taken as JSON alone. */
  readonly sessions: Sessions
  readonly signIn: SignIn
  readonly registry: OAuthRegistry
  /** Seals what providers hand out. */
  readonly keys: Keys
  /** This server's own origin: callbacks that are paths count from here. */
  readonly publicUrl: string
  /** Other origins that browsers may be sent to; default none. */
  readonly trustedOrigins?: readonly string[]
  /** Codes by mail sign people in too, so that the last account may be unlinked from a verified address; default false. */
  readonly hasEmailSignIn?: boolean
  /** Lets the cookie that binds a state to its browser go over plain http, for development; default false. */
  readonly allowInsecureCookies?: boolean
  /** How long people may take at the provider, in seconds; default 600. */
  readonly stateLifetimeSecs?: number
  readonly clock?: Clock
  /** Told of `user.registered`, `account.linked`, `account.unlinked`, `account.refreshed`, `sign_in.failed`, `account.link_failed`. */
  readonly onEvent?: OnEvent
  /** Told of what failed and was answered with a redirect: `error.cause` holds what the browser does not see. */
  readonly onError?: (error: PylonError, ctx: RequestContext) => void
}

/** What each route of this flow receives. */
export interface OAuthFlowParts extends Required<Omit<OAuthFlowOptions, 'allowInsecureCookies'>> {
  readonly states: OAuthStates
  readonly binding: BrowserBinding
}

/**
 * The routes of sign-in by a provider, and of the accounts that are linked to a user.
 *
 * Throws `ConfigError` for a `publicUrl` or origin that is no URL, or a lifetime that is no whole number of seconds.
 *
 * @example
 * import { createApp, createAuthCookies, createKeys, createSessions, createSignIn } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { oauthRegistryFromEnv } from '@pylon/oauth'
 * import { oauthFlow } from '@pylon/oauth/flow'
 *
 * const publicUrl = 'https://app.example.com'
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions, cookie: createAuthCookies().session })
 * const signIn = createSignIn({ stores, sessions })
 * const registry = oauthRegistryFromEnv({}, { publicUrl })
 * const keys = createKeys({ secret: 'a long random application secret' })
 * const app = createApp({
 *   authenticators: [sessions.authenticator],
 *   flows: [oauthFlow({ stores, sessions, signIn, registry, keys, publicUrl })],
 * })
 */
export function oauthFlow({
  trustedOrigins = [],
  hasEmailSignIn = false,
  allowInsecureCookies = false,
  stateLifetimeSecs = 600,
  clock = systemClock,
  onEvent = () => {},
  onError = () => {},
  ...rest
}: OAuthFlowOptions): Flow {
  checkOptions([rest.publicUrl, ...trustedOrigins], stateLifetimeSecs)
  const parts: OAuthFlowParts = {
    ...rest,
    trustedOrigins,
    hasEmailSignIn,
    stateLifetimeSecs,
    clock,
    onEvent,
    onError,
    states: createOAuthStates(rest.stores.oneTime, rest.keys),
    binding: createBrowserBinding({ allowInsecureCookies, lifetimeSecs: stateLifetimeSecs }),
  }
  return {
    name: 'oauth',
    routes: [
      providersRoute(parts),
      loginRoute(parts),
      callbackRoute(parts),
      postedCallbackRoute(parts),
      refreshRoute(parts),
      accountsRoute(parts),
      linkRoute(parts),
      unlinkRoute(parts),
    ],
  }
}

function checkOptions(urls: readonly string[], stateLifetimeSecs: number): void {
  const problems = urls
    .filter(url => !/^https?:\/\//.test(url) || !URL.canParse(url))
    .map(url => `publicUrl, trustedOrigins: ${JSON.stringify(url)} is no http or https URL`)
  if (!(Number.isInteger(stateLifetimeSecs) && stateLifetimeSecs >= 1 && stateLifetimeSecs <= 3600)) {
    problems.push(`stateLifetimeSecs: expected 1 to 3600, found ${stateLifetimeSecs}`)
  }
  if (problems.length > 0) throw new ConfigError(problems)
}
