import { chmodSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Database as Connection } from 'better-sqlite3'
import { checkPages } from './check-pages.ts'
import { connect } from './connection.ts'
import { toConfigError } from './errors.ts'
import { checkedVersion, migrate } from './migrate.ts'
import { preparePath } from './prepare-path.ts'
import { useWal } from './wal.ts'

export interface Connections {
  /** For everything that is one step. */
  readonly main: Connection
  /** For transactions; the same one where there can be only one. */
  readonly transactional: Connection
  /** The absolute path; null for a database in memory. */
  readonly file: string | null
}

/** Opens the database and brings it to the newest schema. Throws `ConfigError` before it changes a file it cannot use. */
export function openConnections(path: string, busyTimeoutSecs: number): Connections {
  return path === ':memory:' ? openMemory(path) : openFile(path, busyTimeoutSecs)
}

function openMemory(path: string): Connections {
  const main = connect(path)
  migrate(main, path)
  return { main, transactional: main, file: null }
}

function openFile(path: string, busyTimeoutSecs: number): Connections {
  const file = resolve(path)
  preparePath(path, file)
  const opened: Connection[] = []
  try {
    const main = connect(file)
    opened.push(main)
    prepareFile(main, path, file, busyTimeoutSecs)
    const transactional = connect(file)
    opened.push(transactional)
    transactional.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -2000')
    return { main, transactional, file }
  } catch (error) {
    for (const connection of opened) connection.close()
    throw toConfigError(error, path)
  }
}

/** Everything that looks comes before everything that changes. */
function prepareFile(main: Connection, path: string, file: string, busyTimeoutSecs: number): void {
  main.exec(`PRAGMA busy_timeout = ${Math.ceil(busyTimeoutSecs * 1_000)}`) // a start may wait in place
  const pages = main.pragma('page_count', { simple: true })
  checkedVersion(main, path)
  checkPages(main, path)
  if (pages === 0) chmodSync(file, 0o600) // still empty: SQLite gives the files beside it the same mode
  useWal(main, path, busyTimeoutSecs)
  migrate(main, path)
  main.exec('PRAGMA busy_timeout = 0')
}
