import { ConfigError } from '@pylon/core'
import { Pool, type PoolClient, type PoolConfig } from 'pg'
import { isServerError } from './errors.ts'

/** A pool, and how to be done with it. */
export interface OpenPool {
  readonly pool: Pool
  end(): Promise<void>
}

/** Where the database is, without the password; throws `ConfigError` for what is no connection URL. */
export function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new ConfigError(['PostgreSQL: expected a URL like postgres://user:password@host:5432/database'])
  }
  return `PostgreSQL at ${parsed.host}${parsed.pathname}`
}

/**
 * Makes a pool whose connections tell the server to end a statement that nobody waits for any more. PgBouncer refuses
 * connections that say so, and then they go without: a `SET` would reach the statements of others there.
 */
export async function openPool(url: string, maxConnections: number, timeoutMs: number): Promise<OpenPool> {
  const config: PoolConfig = {
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: Math.ceil(timeoutMs),
    keepAlive: true,
    fallback_application_name: 'pylon',
  }
  const opened = track(new Pool({ ...config, statement_timeout: serverTimeoutMs(timeoutMs) }), timeoutMs)
  try {
    const client = await opened.pool.connect()
    client.release()
    return opened
  } catch (error) {
    await opened.end()
    if (isRefusedParameter(error)) return track(new Pool(config), timeoutMs)
    throw error
  }
}

/** The server gives up first: then its answer says for certain that nothing was changed. */
export const serverTimeoutMs = (timeoutMs: number): number => Math.ceil(0.8 * timeoutMs)

const isRefusedParameter = (error: unknown): boolean =>
  isServerError(error) && error.code === '08P01' && error.message.includes('startup parameter')

/** Knows the connections of a pool: its own end does not wait for them, and a server that is stuck would keep them. */
function track(pool: Pool, timeoutMs: number): OpenPool {
  const open = new Set<PoolClient>()
  const allClosed = Promise.withResolvers<void>()
  pool.on('connect', client => void open.add(client))
  pool.on('remove', client => {
    open.delete(client)
    if (pool.ending && open.size === 0) allClosed.resolve()
  })
  pool.on('error', () => {}) // an idle connection that breaks must not end the process

  async function end(): Promise<void> {
    const timer = setTimeout(() => {
      for (const client of open) client.connection.stream.destroy()
    }, timeoutMs)
    await pool.end()
    if (open.size > 0) await allClosed.promise
    clearTimeout(timer)
  }

  return { pool, end }
}
