import type { Environment } from './environment.ts'

/** Where the stores are kept. */
export type StoreLocation =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string }

export interface StoreSettings {
  readonly store: StoreLocation
  /** A SQLite file for sessions alone. */
  readonly sessionDbPath: string | null
  /** Where sessions, one-time entries and counters are kept instead; several nodes with commas between are a cluster. */
  readonly redisUrl: string | null
  /** How stale a cached session may be, in seconds; null: no cache. */
  readonly sessionCacheSecs: number | null
}

export function readStores(env: Environment, secret: string | null): StoreSettings {
  const settings = {
    store: storeOf(env),
    sessionDbPath: env.text('PYLON_SESSION_DB'),
    redisUrl: redisOf(env),
    sessionCacheSecs: env.integer('PYLON_SESSION_CACHE_SECS', 0, 0, 3_600) || null,
  }
  if (settings.sessionDbPath !== null && settings.redisUrl !== null) {
    env.refuse('PYLON_SESSION_DB', 'sessions are kept in Redis where PYLON_REDIS_URL is set; set one of the two')
  }
  if (settings.store.kind === 'postgres' && secret === null) {
    env.refuse('PYLON_SECRET', 'needed with PostgreSQL: every server must have the same, of at least 32 characters')
  }
  return settings
}

function storeOf(env: Environment): StoreLocation {
  const text = env.text('PYLON_STORE') ?? 'sqlite:./data/pylon.db'
  if (text === 'memory:') return { kind: 'memory' }
  const path = text.startsWith('sqlite:') ? text.slice('sqlite:'.length) : ''
  if (path !== '') return { kind: 'sqlite', path }
  if (isUrl(text, ['postgres:', 'postgresql:'])) return { kind: 'postgres', url: text }
  env.refuse('PYLON_STORE', 'expected memory:, sqlite:<path> or postgres://user:password@host:port/database')
  return { kind: 'memory' }
}

function redisOf(env: Environment): string | null {
  const urls = env.list('PYLON_REDIS_URL')
  if (urls === null) return null
  if (urls.length > 0 && urls.every(url => isUrl(url, ['redis:', 'rediss:']))) return urls.join(',')
  return env.refuse('PYLON_REDIS_URL', 'expected redis://host:port or rediss://host:port, or several with commas')
}

/** Passwords stand in such URLs: what was found is not told. */
const isUrl = (text: string, protocols: readonly string[]): boolean =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).host !== ''
