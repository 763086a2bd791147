import { ConfigError, type StoreBundle, type Stores } from '@pylon/core'
import type { Access } from './access.ts'
import { sqliteAccounts } from './accounts.ts'
import { sqliteApiKeys } from './api-keys.ts'
import { sqliteAudit } from './audit.ts'
import { sqliteCounters } from './counters.ts'
import { sqliteCredentials } from './credentials.ts'
import { openDatabase } from './database.ts'
import { sqliteOneTime } from './one-time.ts'
import { sqliteOrgs } from './orgs.ts'
import { sqliteOutbox } from './outbox.ts'
import { sqliteSessions } from './sessions.ts'
import { sqliteUsers } from './users.ts'

export interface SqliteStoresOptions {
  /** How long a write waits for another process or a transaction before it gives up, in seconds; default 5. */
  readonly busyTimeoutSecs?: number
}

/**
 * Every store in one SQLite file, which is made with mode 0600 when it is not there, its directory too.
 * `:memory:` keeps everything in this process until `close`.
 *
 * Throws `ConfigError` for a file that cannot be written, is no database or a corrupt one, or is of a newer schema; such
 * a file is left as it is. Methods throw `STORE_UNAVAILABLE` (503) when the file cannot be read or written any more.
 *
 * @example
 * import { sqliteStores } from '@pylon/store-sqlite'
 *
 * const stores = sqliteStores('./data/pylon.db', { busyTimeoutSecs: 2 })
 */
export function sqliteStores(path: string, { busyTimeoutSecs = 5 }: SqliteStoresOptions = {}): StoreBundle {
  if (!(busyTimeoutSecs >= 0 && busyTimeoutSecs <= 3_600)) {
    throw new ConfigError([`busyTimeoutSecs: expected a number from 0 to 3600, found ${busyTimeoutSecs}`])
  }
  const database = openDatabase(path, busyTimeoutSecs)

  return {
    ...storesOn(database.outside),
    transaction: work => database.transaction(access => work(storesOn(access))),
    ping: database.ping,
    close: database.close,
  }
}

const storesOn = (access: Access): Stores => ({
  users: sqliteUsers(access),
  credentials: sqliteCredentials(access),
  sessions: sqliteSessions(access),
  oneTime: sqliteOneTime(access),
  counters: sqliteCounters(access),
  accounts: sqliteAccounts(access),
  apiKeys: sqliteApiKeys(access),
  orgs: sqliteOrgs(access),
  outbox: sqliteOutbox(access),
  audit: sqliteAudit(access),
})
