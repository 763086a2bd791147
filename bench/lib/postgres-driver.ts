import { createRequire } from 'node:module'
import type { Pool, PoolConfig } from '../../packages/stores/postgres/node_modules/@types/pg/index.d.ts'

const require = createRequire(new URL('../../packages/stores/postgres/package.json', import.meta.url))

/** The driver alone, for what is measured without Pylon; the very one that `@pylon/store-postgres` uses. */
export function openPostgres(connectionString: string, options: PoolConfig = {}): Pool {
  const pg: typeof import('../../packages/stores/postgres/node_modules/@types/pg/index.d.ts') = require('pg')
  const pool = new pg.Pool({ connectionString, ...options })
  pool.on('error', () => {}) // the server of a bench may stop before a connection has quite ended
  return pool
}

export type { Pool }
