import { ConfigError, type LimitStore, type StoreBundle, type Stores } from '@pylon/core'
import type { Pool } from 'pg'
import type { Access } from './access.ts'
import { postgresAccounts } from './accounts.ts'
import { postgresApiKeys } from './api-keys.ts'
import { postgresAudit } from './audit.ts'
import { postgresCounters } from './counters.ts'
import { postgresCredentials } from './credentials.ts'
import { openDatabase } from './database.ts'
import { postgresLimits } from './limits.ts'
import { postgresOneTime } from './one-time.ts'
import { postgresOrgs } from './orgs.ts'
import { postgresOutbox } from './outbox.ts'
import { schemaProblems } from './schema-name.ts'
import { postgresSessions } from './sessions.ts'
import { type Tables, tablesIn } from './tables.ts'
import { createTextListReader, type TextListReader } from './text-list.ts'
import { postgresUsers } from './users.ts'

export interface PostgresStoresOptions {
  /** Where the tables are; made when it is missing; default `public`. */
  readonly schema?: string
  /** False for PgBouncer before 1.21 in transaction mode, which loses them; default true. */
  readonly preparedStatements?: boolean
  /** How many connections are used at once; default 10, and never more than a pool that is handed in has. */
  readonly maxConnections?: number
  /** How many callers may wait for a connection; those that come later are refused at once; default 1,000. */
  readonly maxWaiting?: number
  /** How long a call may take, waiting for a connection included, in seconds; in a transaction each call; default 0.75. */
  readonly timeoutSecs?: number
}

/** Every store, and beside them what no transaction has a part in. */
export interface PostgresStores extends StoreBundle {
  /** For the plugin `rateLimit`. */
  readonly limits: LimitStore
}

/**
 * Every store on one PostgreSQL, version 13 or later. A URL gets a pool of its own, which `close` ends; a pool that is
 * handed in stays open. The tables are made and brought up to date first.
 *
 * Rejects with `ConfigError` for a wrong URL, password or database, a database that is not in UTF8, or a newer schema.
 * Methods, and a start while the server is away, throw `STORE_UNAVAILABLE` (503).
 *
 * @example
 * import { postgresStores } from '@pylon/store-postgres'
 *
 * const stores = await postgresStores('postgres://pylon:secret@db.example.com/app', { schema: 'auth' })
 */
export async function postgresStores(
  target: string | Pool,
  {
    schema = 'public',
    preparedStatements = true,
    maxConnections = 10,
    maxWaiting = 1_000,
    timeoutSecs = 0.75,
  }: PostgresStoresOptions = {},
): Promise<PostgresStores> {
  const problems = [
    ...schemaProblems(schema),
    ...rangeProblems('maxConnections', maxConnections, 1, 1_000, Number.isInteger(maxConnections)),
    ...rangeProblems('maxWaiting', maxWaiting, 0, 1_000_000, Number.isInteger(maxWaiting)),
    ...rangeProblems('timeoutSecs', timeoutSecs, 0.01, 60, true),
  ]
  if (problems.length > 0) throw new ConfigError(problems)

  const options = { schema, preparedStatements, maxConnections, maxWaiting, timeoutSecs }
  const database = await openDatabase(target, options)
  const tables = tablesIn(schema)
  const readList = createTextListReader()
  return {
    ...storesOn(database.outside, tables, readList),
    transaction: work => database.transaction(access => work(storesOn(access, tables, readList))),
    limits: postgresLimits(database.outside, tables.limits),
    ping: database.ping,
    close: database.close,
  }
}

function rangeProblems(name: string, value: number, least: number, most: number, isWhole: boolean): readonly string[] {
  const isFine = isWhole && value >= least && value <= most
  return isFine ? [] : [`${name}: expected a number from ${least} to ${most}, found ${value}`]
}

const storesOn = (access: Access, tables: Tables, readList: TextListReader): Stores => ({
  users: postgresUsers(access, tables.users),
  credentials: postgresCredentials(access, tables.credentials),
  sessions: postgresSessions(access, tables.sessions, readList),
  oneTime: postgresOneTime(access, tables.oneTime),
  counters: postgresCounters(access, tables.counters),
  accounts: postgresAccounts(access, tables.accounts),
  apiKeys: postgresApiKeys(access, tables.apiKeys, readList),
  orgs: postgresOrgs(access, tables),
  outbox: postgresOutbox(access, tables.outbox),
  audit: postgresAudit(access, tables),
})
