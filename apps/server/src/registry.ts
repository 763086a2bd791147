import type { Plugin } from '@pylon/core'
import { csrf } from '@pylon/security/csrf'
import type { Config } from './config/config.ts'
import type { PluginEntry } from './config/manifest.ts'

/** What factories need of the server besides their own settings. */
export interface RegistryContext {
  readonly config: Config
  readonly publicUrl: string
  readonly cookieNames: readonly string[]
}

/** Makes the plugins that wrap requests: the defaults, with what the manifest says in their place. */
export function pluginsFrom(context: RegistryContext): readonly Plugin[] {
  const entries = entriesOf(context.config, 'csrf')
  const isDefaultOn = context.config.cookies !== null
  if (entries.length === 0) return isDefaultOn ? [csrfFrom(context, {})] : []
  return entries.filter(entry => entry.isEnabled).map(entry => csrfFrom(context, entry.settings))
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
  const hasCsrf = pluginsFrom({ config, publicUrl: 'http://localhost', cookieNames: [] }).some(
    each => each.name === 'csrf',
  )
  return config.cookies !== null && !hasCsrf
    ? ['cookies are on and csrf is off: other sites can act for your users']
    : []
}

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
