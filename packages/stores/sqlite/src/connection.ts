import Database, { type Database as Connection } from 'better-sqlite3'

/**
 * Opens one connection. Its statements fail at once when another process writes: waiting is done between them, where
 * it does not block the event loop.
 */
export function connect(file: string): Connection {
  const connection = new Database(file, { timeout: 0 })
  connection.pragma('trusted_schema = OFF')
  connection.pragma(`wal_autocheckpoint = ${checkpointPages}`)
  return connection
}

/** A checkpoint copies this many pages at most and blocks the event loop meanwhile: 2 ms instead of 20 for SQLite's 1000. */
const checkpointPages = 100
