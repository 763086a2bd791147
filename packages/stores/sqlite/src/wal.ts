import { ConfigError } from '@pylon/core'
import type { Database as Connection } from 'better-sqlite3'

/** Switches the file to a write-ahead log, in which readers and a writer do not wait for each other. */
export function useWal(connection: Connection, path: string): void {
  const mode = connection.pragma('journal_mode = WAL', { simple: true })
  if (mode !== 'wal') throw new ConfigError([`${path}: the file system does not allow SQLite's write-ahead log`])
}
