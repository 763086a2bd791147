import type { Session } from '@pylon/core'
import { testSession } from '@pylon/testkit'
import { escapeIdentifier, Pool } from 'pg'
import { migrations } from '../src/migrations.ts'
import { tablesIn } from '../src/tables.ts'

/** A database as the first release left it. */
export async function makeFirstSchema(admin: Pool, schema: string): Promise<void> {
  const tables = tablesIn(schema)
  await admin.query(`CREATE SCHEMA ${escapeIdentifier(schema)}; ${migrations[0]?.(tables)};
    CREATE TABLE ${tables.schema} (version integer NOT NULL); INSERT INTO ${tables.schema} VALUES (1)`)
}

/** A server of the first release that signs in and checks sessions all the time, with its own statements. */
export interface FirstServer {
  readonly inserted: readonly Session[]
  readonly longestMs: number
  /** Throws what it met, if anything. */
  stop(): Promise<void>
}

export function startFirstServer(url: string, schema: string): FirstServer {
  const pool = new Pool({ connectionString: url, max: 1 })
  const table = tablesIn(schema).sessions
  const inserted: Session[] = []
  let longestMs = 0
  let isOver = false

  async function signIn(): Promise<void> {
    const session = testSession()
    await pool.query({ name: 'insert', text: insertText(table), values: [...valuesOf(session)] })
    const found = await pool.query({ name: 'find', text: findText(table), values: [session.tokenHash] })
    if (found.rowCount !== 1) throw new Error('A session that was inserted is not there')
    inserted.push(session)
  }

  async function serve(): Promise<void> {
    while (!isOver) {
      const startedAt = performance.now()
      await signIn()
      longestMs = Math.max(longestMs, performance.now() - startedAt)
    }
  }

  const serving = serve()
  serving.catch(() => {}) // `stop` throws it

  return {
    inserted,
    get longestMs() {
      return longestMs
    },
    async stop() {
      isOver = true
      await serving.finally(() => pool.end())
    },
  }
}

const columns = `id, token_hash, token_prefix, user_id, is_guest, roles, tenant_id, amr, device, ip,
  created_at, auth_time, last_used_at, expires_at`

const insertText = (table: string): string =>
  `INSERT INTO ${table} (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`

const findText = (table: string): string => `SELECT ${columns} FROM ${table} WHERE token_hash = $1`

const valuesOf = (session: Session): readonly unknown[] => [
  session.id,
  session.tokenHash,
  session.tokenPrefix,
  session.userId,
  session.isGuest,
  JSON.stringify(session.roles),
  session.tenantId,
  JSON.stringify(session.amr),
  session.device,
  session.ip,
  session.createdAt,
  session.authTime,
  session.lastUsedAt,
  session.expiresAt,
]
