import {
  type App,
  type Authenticator,
  adminToken,
  bearerFrom,
  createApp,
  createAuthCookies,
  createKnownDevices,
  createSessions,
  createSignIn,
  PylonError,
  type Sessions,
  type StoreBundle,
  sessionFlow,
} from '@pylon/core'
import { createPasswords, type PasswordsOptions } from '@pylon/password'
import { type PasswordFlowOptions, passwordFlow } from '@pylon/password/flow'
import type { Config } from './config/config.ts'
import type { Logger } from './log.ts'
import { createMetrics } from './metrics.ts'
import type { OpenedStores } from './open-stores.ts'
import { serverRoutes } from './pages/server-routes.ts'
import { flowSettings, isFlowEnabled, pluginsFrom } from './registry.ts'
import { logError, logEvent, requestLog } from './request-log.ts'

export interface Composition {
  readonly app: App
  readonly sessions: Sessions
}

export interface ComposeOptions {
  readonly config: Config
  readonly stores: StoreBundle
  /** What the metrics tell of the session cache; null: there is none. */
  readonly sessionCache: OpenedStores['sessionCache']
  readonly secret: string
  readonly publicUrl: string
  readonly logger: Logger
}

/** The reference server, written as anybody would write their own. */
export function compose({ config, stores, sessionCache, secret, publicUrl, logger }: ComposeOptions): Composition {
  const { isDevMode } = config
  const onEvent = logEvent(logger)
  const cookies = config.cookies === null ? null : createAuthCookies(config.cookies)
  const knownDevices =
    cookies && createKnownDevices({ cookie: cookies.knownDevice, secret, previousSecrets: config.previousSecrets })
  const passwordSettings = passwordSettingsOf(config)

  const sessions = createSessions({
    store: stores.sessions,
    cookie: cookies?.session ?? null,
    lifetimeSecs: config.sessionLifetimeSecs,
  })
  const signIn = createSignIn({
    stores,
    sessions,
    requireEmailVerified: passwordSettings.requireEmailVerified ?? false,
    challengeCookie: cookies?.challenge ?? null,
    knownDevices,
    onEvent,
  })
  const passwords = createPasswords(passwordSettings)
  const metrics = createMetrics({
    countSessions: () => stores.sessions.count(),
    hashQueue: passwords.queue,
    sessionCache,
  })
  const flows = [
    sessionFlow({ stores, sessions, signIn, allowLoopbackMint: isDevMode, onEvent }),
    ...(isFlowEnabled(config, 'password_auth')
      ? [passwordFlow({ stores, sessions, signIn, passwords, knownDevices, onEvent, ...passwordSettings })]
      : []),
  ]
  const cookieNames = cookies === null ? [] : Object.values(cookies).map(cookie => cookie.name)

  const app: App = createApp({
    flows,
    routes: serverRoutes({ publicUrl, isDevMode, metrics, ping: () => stores.ping(), allRoutes: () => app.routes }),
    authenticators: authenticatorsOf(config, sessions),
    plugins: [metrics.plugin, ...requestLog(logger), ...pluginsFrom({ config, publicUrl, cookieNames })],
    onError: logError(logger),
  })
  return { app, sessions }
}

/** Settings of `password_auth`: those of the hashes, of the flow and of the door stand in one list there. */
type PasswordSettings = PasswordsOptions &
  Pick<PasswordFlowOptions, 'minLength' | 'maxFailures' | 'windowSecs'> & { readonly requireEmailVerified?: boolean }

/** Their schema has checked them when the manifest was read. */
const passwordSettingsOf = (config: Config): PasswordSettings => flowSettings(config, 'password_auth')

function authenticatorsOf({ adminToken: token, isDevMode }: Config, sessions: Sessions): readonly Authenticator[] {
  return [
    ...(token === null ? [] : [adminToken(token, { allowShortToken: isDevMode })]),
    noApiKeys,
    sessions.authenticator,
  ]
}

/** This version has no API keys: a bearer of that form is refused as one that does not verify. */
const noApiKeys: Authenticator = {
  name: 'no-api-keys',
  async authenticate(ctx) {
    if (bearerFrom(ctx)?.startsWith('pk.')) throw new PylonError('INVALID_API_KEY', 401, 'This API key is not valid')
    return null
  },
}
