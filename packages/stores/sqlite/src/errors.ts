import { ConfigError, storeUnavailable } from '@pylon/core'
import Database, { type Database as Connection } from 'better-sqlite3'

/** What a method throws: 503 when the file cannot be used, everything else as it is, for that is a bug. */
export function toStoreError(error: unknown, connection: Connection): unknown {
  return !connection.open || primaryCode(error) in problems ? storeUnavailable(error) : error
}

/** What stops a start: one sentence that names the file. */
export function toConfigError(error: unknown, path: string): unknown {
  const problem = problems[primaryCode(error)]
  return problem === undefined ? error : new ConfigError([`${path}: ${problem}`])
}

const problems: Readonly<Record<string, string>> = {
  SQLITE_BUSY: 'the database is locked by another process',
  SQLITE_LOCKED: 'the database is locked',
  SQLITE_PROTOCOL: 'the database is locked by another process',
  SQLITE_IOERR: 'the disk cannot be read or written',
  SQLITE_FULL: 'the disk is full',
  SQLITE_READONLY: 'the file cannot be written',
  SQLITE_CANTOPEN: 'the file cannot be opened or made',
  SQLITE_CORRUPT: 'the database is corrupt; restore it from a backup',
  SQLITE_NOTADB: 'the file is not a SQLite database',
}

export const isBusy = (error: unknown): boolean => primaryCode(error) === 'SQLITE_BUSY'

/** `SQLITE_IOERR` for `SQLITE_IOERR_WRITE`; empty for what is no error of SQLite's. */
function primaryCode(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code.split('_', 2).join('_') : ''
}
