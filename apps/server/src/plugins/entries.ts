import type { Config } from '../config/config.ts'
import type { PluginEntry } from '../config/manifest.ts'
import { defaultLimits } from './default-limits.ts'

/** Options of one plugin, in camelCase; the schema of the manifest has checked them. */
export type Settings = PluginEntry['settings']

type Name = PluginEntry['name']

/** The settings of each plugin of a name: what the manifest says, or the defaults where it does not name it. */
export function settingsOf(config: Config, name: Name): readonly Settings[] {
  const entries = entriesOf(config, name)
  if (entries.length === 0) return defaultsOf(config)[name] ?? []
  return entries.filter(entry => entry.isEnabled).map(entry => entry.settings)
}

const defaultsOf = (config: Config): Partial<Record<Name, readonly Settings[]>> => ({
  headers: [{}],
  rate_limit: defaultLimits,
  csrf: config.cookies === null ? [] : [{}],
  cors: config.corsOrigins === null ? [] : [{}],
})

/** The settings of a flow: later entries of one name add to earlier ones. */
export function flowSettings(config: Config, name: Name): Settings {
  return Object.assign({}, ...entriesOf(config, name).map(entry => entry.settings))
}

/** A flow is there unless every entry of its name turns it off. */
export function isFlowEnabled(config: Config, name: Name): boolean {
  const entries = entriesOf(config, name)
  return entries.length === 0 || entries.some(entry => entry.isEnabled)
}

const entriesOf = (config: Config, name: Name): readonly PluginEntry[] =>
  config.manifest.plugins.filter(entry => entry.name === name)
