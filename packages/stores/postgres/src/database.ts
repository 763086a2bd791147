import type { Pool } from 'pg'
import type { Access } from './access.ts'
import { createConnections } from './connections.ts'
import { toConfigError } from './errors.ts'
import { type OpenPool, openPool, placeOf } from './open-pool.ts'
import { outsideAccess } from './outside-access.ts'
import { prepareDatabase } from './prepare-database.ts'
import { createStatements } from './statements.ts'
import { runTransaction } from './transaction.ts'

export interface PostgresDatabase {
  readonly outside: Access
  transaction<T>(work: (access: Access) => Promise<T>): Promise<T>
  ping(): Promise<void>
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly schema: string
  readonly preparedStatements: boolean
  readonly maxConnections: number
  readonly maxWaiting: number
  readonly timeoutSecs: number
}

/** Opens a pool of its own for a URL; one that is handed in is used and never ended. */
export async function openDatabase(target: string | Pool, options: DatabaseOptions): Promise<PostgresDatabase> {
  const place = typeof target === 'string' ? placeOf(target) : 'PostgreSQL'
  try {
    return await open(target, options, place)
  } catch (error) {
    throw toConfigError(error, place)
  }
}

async function open(target: string | Pool, options: DatabaseOptions, place: string): Promise<PostgresDatabase> {
  const { schema, preparedStatements, maxConnections, maxWaiting, timeoutSecs } = options
  const timeoutMs = timeoutSecs * 1_000
  const { pool, end }: OpenPool =
    typeof target === 'string'
      ? await openPool(target, maxConnections, timeoutMs)
      : { pool: target, end: async () => {} }
  const connections = createConnections(pool, {
    maxConnections: Math.min(maxConnections, pool.options.max),
    maxWaiting,
    timeoutMs,
  })
  const prepare = createStatements(preparedStatements)
  const outside = outsideAccess(connections, prepare, timeoutMs)
  const look = prepare(() => 'SELECT 1')
  let closing: Promise<void> | null = null

  function close(): Promise<void> {
    closing ??= connections.close().then(end)
    return closing
  }

  try {
    await prepareDatabase(connections, schema, place)
  } catch (error) {
    await close()
    throw error
  }
  return {
    outside,
    transaction: work => runTransaction(connections, prepare, timeoutMs, work),
    async ping() {
      await outside.run(look, [])
    },
    close,
  }
}
