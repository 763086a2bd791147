import { accountFlow, adminRoutes } from '@pylon/account/flow'
import { createApiKeys } from '@pylon/api-keys'
import { apiKeyFlow } from '@pylon/api-keys/flow'
import type { AuditSink } from '@pylon/audit/sinks'
import {
  type App,
  type Authenticator,
  adminToken,
  createApp,
  createAuthCookies,
  createKeys,
  createKnownDevices,
  createSessions,
  createSignIn,
  type Flow,
  type LimitStore,
  type OnEvent,
  type StoreBundle,
  sessionFlow,
  systemClock,
} from '@pylon/core'
import type { Outbox } from '@pylon/email'
import { emailCodeReauth, magicCodeFlow } from '@pylon/magic-code/flow'
import { oauthRegistryFromEnv } from '@pylon/oauth'
import { oauthFlow } from '@pylon/oauth/flow'
import { orgFlow } from '@pylon/orgs/flow'
import { createPasswords, type PasswordsOptions } from '@pylon/password'
import { type PasswordFlowOptions, passwordFlow, passwordReauth } from '@pylon/password/flow'
import { memoryLimits } from '@pylon/security/rate-limit'
import { createTotp } from '@pylon/totp'
import { totpFlow } from '@pylon/totp/flow'
import { type Audit, createAudit } from './audit.ts'
import { breachCheckOf } from './breach-check.ts'
import type { Config } from './config/config.ts'
import { createJwt } from './jwt.ts'
import { type Logger, warnSparingly } from './log.ts'
import { createMail } from './mail.ts'
import { createMetrics } from './metrics.ts'
import { noApiKeys } from './no-api-keys.ts'
import type { OpenedStores } from './open-stores.ts'
import { serverRoutes } from './pages/server-routes.ts'
import { flowSettings, isFlowEnabled } from './plugins/entries.ts'
import { unknownRoutesIn } from './plugins/unknown-routes.ts'
import { createPluginWarner } from './plugins/warner.ts'
import { pluginsFrom } from './registry.ts'
import { logError, logEvent, requestLog } from './request-log.ts'
import type { SweeperOptions } from './sweeper.ts'
import { createWayOut } from './way-out.ts'

export interface Composition {
  readonly app: App
  /** Null: this server sends no mail. */
  readonly outbox: Outbox | null
  readonly audit: Audit
  readonly sweeps: SweeperOptions['sweeps']
  /** What writes down what waits in memory. */
  readonly flushes: readonly (() => Promise<void>)[]
}

export interface ComposeOptions {
  readonly config: Config
  readonly stores: StoreBundle
  /** What the metrics tell of the session cache; null: there is none. */
  readonly sessionCache: OpenedStores['sessionCache']
  /** Default null: rate limits are counted in memory. */
  readonly limits?: LimitStore | null
  /** Of the audit log; default none. */
  readonly sinks?: readonly AuditSink[]
  readonly secret: string
  readonly publicUrl: string
  readonly logger: Logger
}

const basePath = '/api/auth'

/** The reference server, written as anybody would write their own. */
export function compose(options: ComposeOptions): Composition {
  const { config, stores, sessionCache, sinks = [], secret, publicUrl, logger } = options
  const limits = options.limits ?? memoryLimits()
  const { isDevMode, trustedOrigins } = config
  const baseUrl = publicUrl + basePath
  const audit = createAudit({ config, stores, sinks, secret, logger })
  const onEvent = tellBoth(logEvent(logger), audit.onEvent)
  const onError = logError(logger)
  const previousSecrets = config.previousSecrets
  const keys = createKeys({ secret, previousSecrets })
  const cookies = config.cookies === null ? null : createAuthCookies(config.cookies)
  const knownDevices = cookies && createKnownDevices({ cookie: cookies.knownDevice, secret, previousSecrets })
  const { fetch } = createWayOut(config)
  const outbox =
    config.email &&
    createMail({
      ...{ settings: config.email, store: stores.outbox, keys, secret, publicUrl, isDevMode, logger, onEvent },
      fetch,
    })

  const sessions = createSessions({
    store: stores.sessions,
    cookie: cookies?.session ?? null,
    lifetimeSecs: config.sessionLifetimeSecs,
  })
  const passwordSettings = passwordSettingsOf(config)
  const passwords = createPasswords(passwordSettings)
  const totp = createTotp({
    ...{ stores, keys, issuer: 'Pylon', trustedDeviceCookie: cookies?.trustedDevice ?? null },
    ...flowSettings(config, 'totp'),
  })
  const signIn = createSignIn({
    stores,
    sessions,
    secondFactors: [totp.secondFactor],
    requireEmailVerified: passwordSettings.requireEmailVerified ?? false,
    challengeCookie: cookies?.challenge ?? null,
    knownDevices,
    mailer: outbox,
    onEvent,
    onError: warnSparingly(logger, 'a mail about a new device could not be queued'),
  })
  const apiKeys = createApiKeys({ stores, ...flowSettings(config, 'api_keys') })
  const jwt = createJwt({ config, sessions, fetch, onEvent })
  const registry = oauthRegistryFromEnv(config.oauth, {
    publicUrl,
    fetch,
    allowInsecureRequests: isDevMode,
  })
  const passwordProof = passwordReauth({ stores, passwords, knownDevices, ...passwordSettings })
  const reauthMethods = [passwordProof, totp.reauth, emailCodeReauth({ stores, keys, onEvent })]

  const flows: readonly Flow[] = [
    sessionFlow({ stores, sessions, signIn, reauthMethods, allowLoopbackMint: isDevMode, onEvent }),
    ...(isFlowEnabled(config, 'password_auth')
      ? [
          passwordFlow({
            ...{ stores, sessions, signIn, passwords, knownDevices, mailer: outbox, baseUrl, onEvent },
            ...passwordSettings,
            breachCheck: breachCheckOf({ config, fetch, logger }),
          }),
        ]
      : []),
    magicCodeFlow({
      ...{ stores, sessions, signIn, keys, mailer: outbox, publicUrl, trustedOrigins, basePath, isDevMode, onEvent },
      passwordCheck: passwordProof,
    }),
    ...(isFlowEnabled(config, 'totp') ? [totpFlow({ totp, signIn, onEvent })] : []),
    oauthFlow({
      ...{ stores, sessions, signIn, registry, keys, publicUrl, trustedOrigins, onEvent, onError },
      hasEmailSignIn: outbox !== null,
      allowInsecureCookies: isDevMode,
    }),
    ...(isFlowEnabled(config, 'api_keys') ? [apiKeyFlow({ apiKeys, onEvent })] : []),
    jwt.flow,
    orgFlow({
      ...{ stores, sessions, mailer: outbox, baseUrl, onEvent },
      roles: config.manifest.orgRoles,
      showsSecrets: isDevMode,
    }),
    accountFlow({ stores, sessions, onEvent }),
    ...audit.flows,
  ]

  const metrics = createMetrics({
    countSessions: () => stores.sessions.count(),
    hashQueue: passwords.queue,
    sessionCache,
    outbox,
  })
  const admin = adminAuthenticatorOf(config)
  const app: App = createApp({
    flows,
    basePath,
    routes: [
      ...adminRoutes({ stores, sessions, onEvent }),
      ...audit.routes,
      ...serverRoutes({ publicUrl, isDevMode, metrics, ping: () => stores.ping(), allRoutes: () => app.routes }),
    ],
    authenticators: [
      ...(admin === null ? [] : [admin]),
      isFlowEnabled(config, 'api_keys') ? apiKeys.authenticator : noApiKeys,
      jwt.authenticator,
      sessions.authenticator,
    ],
    plugins: [
      metrics.plugin,
      ...requestLog(logger),
      ...pluginsFrom({
        ...{ config, publicUrl, secret, cookies, sessions, limits, fetch, adminAuthenticator: admin },
        onError: createPluginWarner(logger, metrics.countPluginError),
      }),
      ...audit.plugins,
    ],
    onError,
  })

  for (const warning of unknownRoutesIn(config, app.routes)) logger.warn(warning)

  return {
    app,
    outbox,
    audit,
    sweeps: [
      limit => sessions.sweep(limit),
      limit => stores.oneTime.sweep(systemClock(), limit),
      limit => stores.counters.sweep(systemClock(), limit),
      limit => apiKeys.sweep(limit),
      limit => stores.orgs.sweep(systemClock(), limit),
      limit => limits.sweep(limit),
    ],
    flushes: [sessions.flush, apiKeys.flush],
  }
}

/** Settings of `password_auth`: those of the hashes, of the flow and of the door stand in one list there. */
type PasswordSettings = PasswordsOptions &
  Pick<PasswordFlowOptions, 'enumerationSafe' | 'minLength' | 'maxFailures' | 'windowSecs'> & {
    readonly requireEmailVerified?: boolean
  }

/** Their schema has checked them when the manifest was read. */
function passwordSettingsOf(config: Config): PasswordSettings {
  const { breachCheck: _, ...settings } = flowSettings(config, 'password_auth')
  return settings
}

const adminAuthenticatorOf = ({ adminToken: token, isDevMode }: Config): Authenticator | null =>
  token === null ? null : adminToken(token, { allowShortToken: isDevMode })

/** The log line comes first: it is there even when the audit log is not to be had. */
const tellBoth =
  (first: OnEvent, second: OnEvent): OnEvent =>
  async event => {
    await first(event)
    await second(event)
  }
