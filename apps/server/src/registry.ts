import type { AuthCookies, Authenticator, LimitStore, Plugin, Sessions } from '@pylon/core'
import type { NetGuard } from '@pylon/net-guard'
import { captcha } from '@pylon/security/captcha'
import { cors } from '@pylon/security/cors'
import { csrf } from '@pylon/security/csrf'
import { headers } from '@pylon/security/headers'
import { memoryLimits, rateLimit } from '@pylon/security/rate-limit'
import { sessionExpiry } from '@pylon/security/session-expiry'
import { validation } from '@pylon/security/validation'
import type { Config } from './config/config.ts'
import { type Settings, settingsOf } from './plugins/entries.ts'
import { toRules, type WrittenRules } from './plugins/route-rules.ts'

/** What factories need of the server besides their own settings. */
export interface RegistryContext {
  readonly config: Config
  readonly publicUrl: string
  readonly secret: string
  /** Null: cookies are off. */
  readonly cookies: AuthCookies | null
  readonly sessions: Sessions
  /** Where requests are counted. */
  readonly limits: LimitStore
  /** Knows the admin without any store; null: there is none. */
  readonly adminAuthenticator: Authenticator | null
  /** The way out to captcha vendors. */
  readonly fetch: NetGuard['fetch']
  /** Told of what a plugin could not do, with the plugin's name. */
  readonly onError: (plugin: string, error: unknown) => void
}

type Maker = (context: RegistryContext, settings: Settings) => Plugin

/** Makes the plugins that wrap requests; in which order they stand here does not matter, their stages do. */
export function pluginsFrom(context: RegistryContext): readonly Plugin[] {
  return Object.entries(makers).flatMap(([name, make]) =>
    settingsOf(context.config, name as keyof typeof makers).map(settings => make(context, settings)),
  )
}

/** Manifest name → factory. The schemas of the manifest have checked the settings; what a factory refuses stops the start. */
export const makers = {
  headers: ({ publicUrl }, settings) => headers({ ...settings, expectedOrigin: publicUrl }),
  cors: ({ config }, settings) =>
    cors({
      ...settings,
      allowedOrigins: [
        ...((settings.allowedOrigins as readonly string[] | undefined) ?? []),
        ...(config.corsOrigins ?? []),
      ],
      allowAnyOrigin: config.isDevMode,
    }),
  rate_limit: ({ limits, adminAuthenticator, onError }, { backend, ...settings }) =>
    rateLimit({
      ...settings,
      limits: backend === 'memory' ? memoryLimits() : limits,
      adminAuthenticator,
      onError: error => onError('rate_limit', error),
    }),
  csrf: ({ config, publicUrl, secret, cookies }, settings) =>
    csrf({
      ...settings,
      expectedOrigin: publicUrl,
      trustedOrigins:
        config.csrfOrigins ?? (settings.trustedOrigins as readonly string[] | undefined) ?? config.trustedOrigins,
      cookieNames: cookies === null ? [] : Object.values(cookies).map(cookie => cookie.name),
      sessionCookie: config.cookies ?? {},
      secret,
      previousSecrets: config.previousSecrets,
    }),
  session_expiry: ({ sessions, onError }, settings) =>
    sessionExpiry({ ...settings, sessions, onError: error => onError('session_expiry', error) }),
  validation: (_context, settings) => validation({ routes: (settings.routes as readonly WrittenRules[]).map(toRules) }),
  captcha: ({ fetch, onError }, settings) =>
    captcha({
      ...(settings as unknown as Omit<Parameters<typeof captcha>[0], 'fetch'>), // checked by its schema
      fetch,
      onError: error => onError('captcha', error),
    }),
} satisfies Partial<Record<string, Maker>>
