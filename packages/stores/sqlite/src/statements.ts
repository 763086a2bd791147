import type { Database as Connection, Statement } from 'better-sqlite3'
import type { Access } from './access.ts'

/** Prepares every statement once for a connection. */
export function createStatements(connection: Connection): Access['prepare'] {
  const prepared = new Map<string, Statement<unknown[]>>()

  return <Parameters extends unknown[], Row>(sql: string) => {
    const statement = prepared.get(sql) ?? connection.prepare<unknown[]>(sql)
    prepared.set(sql, statement)
    return statement as Statement<Parameters, Row> // SQL has no types: the caller states them beside it
  }
}

/** The row that a writing statement returns. Its `get` would answer even when the commit after it fails; `all` throws. */
export function returned<Parameters extends unknown[], Row>(
  statement: Statement<Parameters, Row>,
  ...parameters: Parameters
): Row | null {
  return statement.all(...parameters)[0] ?? null
}
