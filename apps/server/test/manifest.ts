import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Tests send from one address more in a minute than a person does: those about something else turn the limits off. */
export const noLimits = { name: 'rate_limit', enabled: false } as const

interface Entry {
  readonly name: string
  readonly enabled?: boolean
  readonly config?: object
}

/** Writes the manifest that a server started in this folder finds; without rate limits unless it names them. */
export function writeManifest(folder: string, plugins: readonly Entry[]): string {
  const isLimited = plugins.some(({ name }) => name === noLimits.name)
  const path = join(folder, 'pylon.config.json')
  writeFileSync(path, JSON.stringify({ plugins: isLimited ? plugins : [...plugins, noLimits] }))
  return path
}

/** The manifest for servers in a folder that has none. */
export function manifestVariable(folder: string): { readonly PYLON_CONFIG?: string } {
  return existsSync(join(folder, 'pylon.config.json')) ? {} : { PYLON_CONFIG: withoutLimits }
}

const withoutLimits = fileURLToPath(new URL('no-limits.config.json', import.meta.url))
