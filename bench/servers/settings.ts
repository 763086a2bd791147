/** Where a measured server keeps its stores; with nothing said, in memory. */
export interface StorePlace {
  /** The SQLite file; empty: none. */
  readonly file: string
  /** PostgreSQL for every store; empty: none. */
  readonly postgresUrl: string
  /** Redis for sessions, one-time entries and counters; empty: none. */
  readonly redisUrl: string
  /** How stale a session may be answered from memory; 0: no cache. */
  readonly sessionCacheSecs: number
}

/** What the run tells a measured server, as JSON in its first argument. */
export interface Settings extends StorePlace {
  readonly adminToken: string
  /** The session token that the hand-written servers know. */
  readonly token: string
  /** How many other sessions are stored at start. */
  readonly sessionCount: number
}

export const settings: Settings = {
  file: '',
  postgresUrl: '',
  redisUrl: '',
  sessionCacheSecs: 0,
  adminToken: '',
  token: '',
  sessionCount: 0,
  ...JSON.parse(process.argv[2] ?? '{}'),
}
