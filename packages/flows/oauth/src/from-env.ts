import { ConfigError } from '@pylon/core'
import { configProblems, type SettingName } from './config-problems.ts'
import type { AppleKey, OAuthConfig } from './oauth-config.ts'
import { createOAuthRegistry, type OAuthRegistry, type OAuthRegistryOptions } from './oauth-registry.ts'

export interface OAuthFromEnvOptions extends Omit<OAuthRegistryOptions, 'configs'> {
  /** Where browsers find this server; redirects go to `<publicUrl><basePath>/callback/<id>` unless set otherwise. */
  readonly publicUrl: string
  /** Default `/api/auth`. */
  readonly basePath?: string
}

/**
 * Makes providers from variables `PYLON_OAUTH_<ID>_…`; an id is configured by its `_CLIENT_ID`. Empty ones are unset.
 *
 * Throws `ConfigError` with every problem at once: names of variables, never values.
 *
 * @example
 * import { oauthRegistryFromEnv } from '@pylon/oauth'
 *
 * const values = { PYLON_OAUTH_GITHUB_CLIENT_ID: 'Iv1.5d7d0c2e', PYLON_OAUTH_GITHUB_CLIENT_SECRET: 'secret' }
 * const registry = oauthRegistryFromEnv(values, { publicUrl: 'https://app.example.com' })
 */
export function oauthRegistryFromEnv(
  values: Readonly<Record<string, string | undefined>>,
  { publicUrl, basePath = '/api/auth', ...options }: OAuthFromEnvOptions,
): OAuthRegistry {
  const { settings, problems } = readSettings(values)
  const callbackUrl = `${publicUrl.replace(/\/$/, '')}${basePath}/callback`
  const configs: OAuthConfig[] = []
  for (const [id, own] of settings) {
    if (own.has('CLIENT_ID')) configs.push(toConfig(id, own, callbackUrl))
    else problems.push(`${variable(id, 'CLIENT_ID')}: is required beside ${variable(id, [...own.keys()][0] ?? '')}`)
  }
  problems.push(...configs.flatMap(each => configProblems(each, options.allowInsecureRequests ?? false, nameOfSetting)))
  if (problems.length > 0) throw new ConfigError(problems)
  return createOAuthRegistry({ configs, ...options })
}

const prefix = 'PYLON_OAUTH_'

const variable = (id: string, suffix: string): string => `${prefix}${id.toUpperCase()}_${suffix}`

const settingForm =
  /^PYLON_OAUTH_([A-Z0-9_]+)_(CLIENT_ID|CLIENT_SECRET|REDIRECT|SCOPES|OIDC_ISSUER|TENANT|TEAM_ID|KEY_ID|PRIVATE_KEY)$/

type Settings = ReadonlyMap<string, string>

/** The settings of each id by their suffix; what begins like one and is none is a typing error. */
function readSettings(values: Readonly<Record<string, string | undefined>>): {
  readonly settings: ReadonlyMap<string, Settings>
  readonly problems: string[]
} {
  const settings = new Map<string, Map<string, string>>()
  const problems: string[] = []
  for (const [name, value] of Object.entries(values)) {
    if (!name.startsWith(prefix) || value === undefined || value === '') continue
    const [, upperId, suffix] = settingForm.exec(name) ?? []
    const id = upperId?.toLowerCase()
    if (id === undefined || suffix === undefined || !isOwnSetting(id, suffix)) problems.push(`${name}: no such setting`)
    else settings.set(id, (settings.get(id) ?? new Map<string, string>()).set(suffix, value))
  }
  return { settings, problems }
}

function isOwnSetting(id: string, suffix: string): boolean {
  if (suffix === 'TENANT') return id === 'microsoft'
  return ['TEAM_ID', 'KEY_ID', 'PRIVATE_KEY'].includes(suffix) ? id === 'apple' : true
}

function toConfig(id: string, own: Settings, callbackUrl: string): OAuthConfig {
  const text = (suffix: string): string => own.get(suffix) ?? ''
  const scopes = text('SCOPES')
    .split(/[\s,]+/)
    .filter(scope => scope !== '')
  const [issuer, tenant] = [own.get('OIDC_ISSUER'), own.get('TENANT')]
  // one line in the environment has to hold all of a key's
  const privateKey = text('PRIVATE_KEY').replaceAll('\\n', '\n')
  return {
    id,
    clientId: text('CLIENT_ID'),
    clientSecret: text('CLIENT_SECRET'),
    redirectUri: own.get('REDIRECT') ?? `${callbackUrl}/${id}`,
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(id === 'apple' ? { apple: { teamId: text('TEAM_ID'), keyId: text('KEY_ID'), privateKey } } : {}),
  }
}

const suffixes: Readonly<Partial<Record<keyof OAuthConfig | keyof AppleKey, string>>> = {
  clientId: 'CLIENT_ID',
  clientSecret: 'CLIENT_SECRET',
  redirectUri: 'REDIRECT',
  scopes: 'SCOPES',
  issuer: 'OIDC_ISSUER',
  tenant: 'TENANT',
  teamId: 'TEAM_ID',
  keyId: 'KEY_ID',
  privateKey: 'PRIVATE_KEY',
}

const nameOfSetting: SettingName = (id, member) => variable(id, suffixes[member] ?? 'CLIENT_ID')
