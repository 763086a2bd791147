import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createOrgRoles } from '@pylon/orgs'
import { z } from 'zod'
import { nearest } from './environment.ts'
import { type PluginSettings, pluginSchemas } from './plugin-schemas.ts'
import { problemsIn } from './problems.ts'

/** One plugin of the manifest, its options checked and in camelCase. */
export interface PluginEntry {
  readonly name: keyof PluginSettings
  readonly isEnabled: boolean
  readonly settings: Readonly<Record<string, unknown>>
}

export interface Manifest {
  readonly plugins: readonly PluginEntry[]
  /** Roles of organizations besides `owner`, `admin` and `member`. */
  readonly orgRoles: readonly string[]
}

export const emptyManifest: Manifest = { plugins: [], orgRoles: [] }

interface CheckedManifest {
  readonly manifest: Manifest
  readonly problems: readonly string[]
}

/** Reads the manifest, JSON or a module's default export, and checks every name and option in it. */
export async function readManifest(path: string): Promise<CheckedManifest> {
  try {
    return checkManifest(path, await load(path))
  } catch (error) {
    return { manifest: emptyManifest, problems: [`PYLON_CONFIG: cannot read ${path}: ${(error as Error).message}`] }
  }
}

async function load(path: string): Promise<unknown> {
  if (!/\.[cm]?[jt]s$/.test(path)) return JSON.parse(await readFile(path, 'utf8'))
  const module: { default?: unknown } = await import(pathToFileURL(resolve(path)).href)
  return module.default
}

function checkManifest(file: string, value: unknown): CheckedManifest {
  const problems: string[] = []
  const plugins: PluginEntry[] = []
  if (!isObject(value)) return { manifest: emptyManifest, problems: [`${file}: expected an object with "plugins"`] }
  for (const key of Object.keys(value)) {
    if (!manifestKeys.includes(key))
      problems.push(`${file}: ${key}: unknown; did you mean ${nearest(key, manifestKeys)}?`)
  }
  const entries = value.plugins ?? []
  if (!Array.isArray(entries)) problems.push(`${file}: plugins: expected a list`)
  else {
    for (const [at, entry] of entries.entries()) {
      const checked = checkEntry(`${file}: plugins[${at}]`, entry)
      if (checked.entry !== null) plugins.push(checked.entry)
      problems.push(...checked.problems)
    }
  }
  const organizations = checkOrganizations(`${file}: organizations`, value.organizations ?? {})
  problems.push(...organizations.problems)
  return { manifest: { plugins, orgRoles: organizations.roles }, problems }
}

function checkOrganizations(path: string, value: unknown): { roles: readonly string[]; problems: readonly string[] } {
  if (!isObject(value)) return { roles: [], problems: [`${path}: expected an object with "roles"`] }
  const unknown = Object.keys(value).filter(key => key !== 'roles')
  if (unknown.length > 0) return { roles: [], problems: [`${path}.${unknown[0]}: unknown; did you mean roles?`] }
  const roles = value.roles ?? []
  if (!Array.isArray(roles) || !roles.every(role => typeof role === 'string'))
    return { roles: [], problems: [`${path}.roles: expected a list of names`] }
  return { roles, problems: problemsOf(`${path}.`, () => createOrgRoles(roles)) }
}

/** What a factory would refuse to be made with. */
function problemsOf(path: string, make: () => unknown): readonly string[] {
  try {
    make()
    return []
  } catch (error) {
    return problemsIn(error).map(problem => path + problem)
  }
}

const manifestKeys = ['plugins', 'organizations']
const entryKeys = ['name', 'enabled', 'config']

function checkEntry(path: string, value: unknown): { entry: PluginEntry | null; problems: readonly string[] } {
  const refuse = (problem: string): { entry: null; problems: readonly string[] } => ({
    entry: null,
    problems: [problem],
  })
  if (!isObject(value)) return refuse(`${path}: expected an object with "name"`)
  const unknownKey = Object.keys(value).find(key => !entryKeys.includes(key))
  if (unknownKey !== undefined)
    return refuse(`${path}.${unknownKey}: unknown; did you mean ${nearest(unknownKey, entryKeys)}?`)
  const { name, enabled = true, config = {} } = value
  if (typeof name !== 'string') return refuse(`${path}.name: expected the name of a plugin`)
  if (!isPluginName(name))
    return refuse(
      `${path}.name: unknown plugin ${JSON.stringify(name)}; did you mean ${nearest(name, Object.keys(pluginSchemas))}?`,
    )
  if (typeof enabled !== 'boolean') return refuse(`${path}.enabled: expected true or false`)
  return checkSettings(path, name, enabled, config)
}

const isPluginName = (name: string): name is keyof PluginSettings => Object.hasOwn(pluginSchemas, name)

function checkSettings(
  path: string,
  name: keyof PluginSettings,
  isEnabled: boolean,
  config: unknown,
): { entry: PluginEntry | null; problems: readonly string[] } {
  const schema = pluginSchemas[name]
  const parsed = schema.safeParse(config)
  if (parsed.success) return { entry: { name, isEnabled, settings: toCamelCase(parsed.data) }, problems: [] }
  const known = membersOf(z.toJSONSchema(schema, { unrepresentable: 'any' }))
  const problems = parsed.error.issues.flatMap(issue => {
    const at = [`${path}.config`, ...issue.path.map(String)].join('.')
    if (issue.code !== 'unrecognized_keys') return [`${at}: ${issue.message}`]
    return issue.keys.map(key => `${at}.${key}: unknown; did you mean ${nearest(key, known)}?`)
  })
  return { entry: null, problems }
}

/** Every name that a JSON Schema knows, at any depth. */
function membersOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const names = Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties' && isObject(value) ? Object.keys(value) : [],
  )
  return [...names, ...Object.values(schema).flatMap(membersOf)]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const toCamelCase = (settings: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
      value,
    ]),
  )
