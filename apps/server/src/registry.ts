import type { Plugin } from '@pylon/core'
import type { NetGuard } from '@pylon/net-guard'
import { type CaptchaOptions, captcha } from '@pylon/security/captcha'
import { csrf } from '@pylon/security/csrf'
import type { Config } from './config/config.ts'
import type { PluginEntry } from './config/manifest.ts'

/** What factories need of the server besides their own settings. */
export interface RegistryContext {
  readonly config: Config
  readonly publicUrl: string
  readonly cookieNames: readonly string[]
  /** The way out to captcha vendors. */
  readonly fetch: NetGuard['fetch']
  readonly onError: (error: unknown) => void
}

/** Makes the plugins that wrap requests: the defaults, with what the manifest says in their place. */
export function pluginsFrom(context: RegistryContext): readonly Plugin[] {
  return [
    ...csrfSettings(context.config).map(settings => csrfFrom(context, settings)),
    ...enabledEntriesOf(context.config, 'captcha').map(entry => captchaFrom(context, entry.settings)),
  ]
}

function csrfSettings(config: Config): readonly PluginEntry['settings'][] {
  if (entriesOf(config, 'csrf').length > 0) return enabledEntriesOf(config, 'csrf').map(entry => entry.settings)
  return config.cookies === null ? [] : [{}]
}

/** The settings of a flow: later entries of one name add to earlier ones. */
export function flowSettings(config: Config, name: PluginEntry['name']): Readonly<Record<string, unknown>> {
  return Object.assign({}, ...entriesOf(config, name).map(entry => entry.settings))
}

/** A flow is there unless every entry of its name turns it off. */
export function isFlowEnabled(config: Config, name: PluginEntry['name']): boolean {
  const entries = entriesOf(config, name)
  return entries.length === 0 || entries.some(entry => entry.isEnabled)
}

/** Combinations that defeat themselves. */
export function warningsOf(config: Config): readonly string[] {
  return config.cookies !== null && csrfSettings(config).length === 0
    ? ['cookies are on and csrf is off: other sites can act for your users']
    : []
}

/** Those of a name that are turned on, each by itself. */
export const enabledEntriesOf = (config: Config, name: PluginEntry['name']): readonly PluginEntry[] =>
  entriesOf(config, name).filter(entry => entry.isEnabled)

const entriesOf = (config: Config, name: PluginEntry['name']): readonly PluginEntry[] =>
  config.manifest.plugins.filter(entry => entry.name === name)

function csrfFrom(
  { config, publicUrl, cookieNames }: RegistryContext,
  settings: { readonly trustedOrigins?: readonly string[]; readonly exemptPaths?: readonly string[] },
): Plugin {
  return csrf({
    expectedOrigin: publicUrl,
    trustedOrigins: config.csrfOrigins ?? settings.trustedOrigins ?? config.trustedOrigins,
    exemptPaths: settings.exemptPaths ?? [],
    cookieNames,
  })
}

/** The schema of the manifest has checked the settings. */
const captchaFrom = ({ fetch, onError }: RegistryContext, settings: PluginEntry['settings']): Plugin =>
  captcha({ fetch, onError, ...(settings as unknown as Omit<CaptchaOptions, 'fetch'>) })
