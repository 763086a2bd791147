import Database, { type Database as Connection } from 'better-sqlite3'

/**
 * Opens one connection. Its statements fail at once when another process writes: waiting is done between them, where
 * it does not block the event loop.
 */
export function connect(file: string): Connection {
  const connection = new Database(file, { timeout: 0 })
  connection.exec('PRAGMA trusted_schema = OFF')
  return connection
}
