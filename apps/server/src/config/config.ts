import { existsSync } from 'node:fs'
import { ConfigError, type CookieConfig, createApp, createCookie, isLoopback, type SameSite } from '@pylon/core'
import { type TlsOptions, toNodeHandler } from '@pylon/node'
import { type LogLevel, logLevels } from '../log.ts'
import { type EmailSettings, readEmail } from './email.ts'
import { Environment } from './environment.ts'
import { type JwtSettings, readJwt } from './jwt.ts'
import { emptyManifest, type Manifest, readManifest } from './manifest.ts'
import { readOAuth } from './oauth.ts'
import { readStores, type StoreSettings } from './stores.ts'
import { readTls } from './tls.ts'
import { tryOutPlugins } from './try-out-plugins.ts'
import { isOAuthName, variables } from './variables.ts'

export interface Config extends StoreSettings {
  readonly host: string
  readonly port: number
  readonly isDevMode: boolean
  readonly adminToken: string | null
  /** Null: the server makes one. */
  readonly secret: string | null
  readonly previousSecrets: readonly string[]
  /** Null: from host and port. */
  readonly publicUrl: string | null
  readonly trustedOrigins: readonly string[]
  /** As `PYLON_CORS_ORIGIN` lists them; null: what the manifest says. */
  readonly corsOrigins: readonly string[] | null
  /** Null: what the manifest says. */
  readonly csrfOrigins: readonly string[] | null
  readonly trustedProxies: readonly string[]
  readonly sessionLifetimeSecs: number
  /** Null: cookies are off. */
  readonly cookies: CookieConfig | null
  /** Null: this server sends no mail. */
  readonly email: EmailSettings | null
  /** Null: this server mints no JWTs. */
  readonly jwt: JwtSettings | null
  /** The variables `PYLON_OAUTH_…`, files read. */
  readonly oauth: Readonly<Record<string, string>>
  readonly tls: TlsOptions | null
  readonly logLevel: LogLevel
  readonly manifest: Manifest
  /** What the operator should know, and the start does not fail for. */
  readonly warnings: readonly string[]
}

/**
 * Reads the whole configuration: the environment and the manifest it names.
 *
 * Throws `ConfigError` with every problem at once.
 */
export async function readConfig(values: Readonly<Record<string, string | undefined>>): Promise<Config> {
  const env = new Environment(values)
  const isDevMode = env.flag('PYLON_DEV_MODE', false)
  const manifest = await readManifestOf(env)
  const secret = secretOf(env, 'PYLON_SECRET', isDevMode)
  const config: Config = {
    isDevMode,
    host: hostOf(env, isDevMode),
    port: env.integer('PYLON_PORT', 4321, 0, 65_535),
    ...readStores(env, secret),
    adminToken: secretOf(env, 'PYLON_ADMIN_TOKEN', isDevMode),
    secret,
    previousSecrets: env.list('PYLON_SECRET_PREVIOUS') ?? [],
    publicUrl: originOf(env, 'PYLON_PUBLIC_URL'),
    trustedOrigins: originsOf(env, 'PYLON_TRUSTED_ORIGINS') ?? [],
    corsOrigins: env.list('PYLON_CORS_ORIGIN')?.map(origin => origin.replace(/\/$/, '')) ?? null,
    csrfOrigins: originsOf(env, 'PYLON_CSRF_ORIGINS'),
    trustedProxies: proxiesOf(env),
    sessionLifetimeSecs: env.integer('PYLON_SESSION_LIFETIME_SECS', 2_592_000, 0, 3_153_600_000),
    cookies: cookiesOf(env, isDevMode),
    email: readEmail(env, isDevMode),
    jwt: readJwt(env),
    oauth: readOAuth(env, isDevMode),
    tls: readTls(env),
    logLevel: env.choice('PYLON_LOG', logLevels, 'info'),
    manifest: manifest.manifest,
    warnings: env.unknownNames(variables, isKnownName),
  }
  if (env.problems.length === 0) tryOutPlugins(env, config)
  const problems = [...env.problems, ...manifest.problems]
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

const isKnownName = (name: string): boolean => variables.includes(name) || isOAuthName(name)

async function readManifestOf(env: Environment): Promise<{ manifest: Manifest; problems: readonly string[] }> {
  const path = env.text('PYLON_CONFIG') ?? (existsSync('pylon.config.json') ? 'pylon.config.json' : null)
  return path === null ? { manifest: emptyManifest, problems: [] } : readManifest(path)
}

function hostOf(env: Environment, isDevMode: boolean): string {
  const host = env.text('PYLON_HOST') ?? '127.0.0.1'
  if (isDevMode && host !== 'localhost' && !isLoopback(host)) {
    env.refuse('PYLON_HOST', `dev mode opens back doors and binds loopback only, found ${JSON.stringify(host)}`)
  }
  return host
}

function secretOf(env: Environment, name: string, isDevMode: boolean): string | null {
  const secret = env.text(name)
  if (secret !== null && secret.length < 32 && !isDevMode) {
    env.refuse(name, `expected at least 32 characters, found ${secret.length}`)
  }
  return secret
}

function cookiesOf(env: Environment, isDevMode: boolean): CookieConfig | null {
  const sameSite: SameSite = env.choice('PYLON_COOKIE_SAMESITE', ['lax', 'strict', 'none'], 'lax')
  const cookies = {
    name: env.text('PYLON_COOKIE_NAME') ?? 'pylon_session',
    domain: env.text('PYLON_COOKIE_DOMAIN'),
    sameSite,
    secure: env.flag('PYLON_COOKIE_SECURE', !isDevMode),
  }
  if (!env.flag('PYLON_COOKIES', true)) return null
  env.tryOut('PYLON_COOKIE_NAME, _DOMAIN, _SAMESITE, _SECURE', () => createCookie(cookies))
  return cookies
}

function proxiesOf(env: Environment): readonly string[] {
  const trustedProxies = env.list('PYLON_TRUSTED_PROXIES') ?? []
  env.tryOut('PYLON_TRUSTED_PROXIES', () => toNodeHandler(createApp(), { trustedProxies }))
  return trustedProxies
}

function originOf(env: Environment, name: string): string | null {
  const text = env.text(name)
  return text === null ? null : checkedOrigin(env, name, text)
}

function originsOf(env: Environment, name: string): readonly string[] | null {
  return env.list(name)?.flatMap(text => checkedOrigin(env, name, text) ?? []) ?? null
}

function checkedOrigin(env: Environment, name: string, text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  const isOrigin =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    url.search + url.hash + url.username === ''
  if (isOrigin) return url.origin
  return env.refuse(name, `expected an origin like https://app.example.com, found ${JSON.stringify(text)}`)
}
