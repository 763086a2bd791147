import { startPostgres } from '../../test-services/src/index.ts'
import { openPostgres, type Pool } from '../lib/postgres-driver.ts'
import type { Kind } from './kind.ts'
import { knownSession, userCount } from './known-session.ts'

export const postgres: Kind = {
  name: 'PostgreSQL',
  livesIn: 'disk',
  async fill(sessionCount, _folder, now) {
    const { postgresStores } = await import('../../packages/stores/postgres/dist/index.js')
    const server = await startPostgres()
    const pool = openPostgres(server.url, { max: 1 })
    try {
      const { sessions, close } = await postgresStores(server.url)
      await sessions.insert(knownSession(0, sessionCount, now))
      const bytes = await multiply(pool, sessionCount).finally(() => pool.end())
      const stop = async (): Promise<void> => {
        await close()
        await server.stop()
      }
      return { sessions, bytes, warm: () => readThrough(server.url), stop }
    } catch (error) {
      await server.stop()
      throw error
    }
  },
}

/** Repeats the one row that the store has written, on the server alone; answers how large the table has become. */
async function multiply(pool: Pool, sessionCount: number): Promise<number> {
  await pool.query("SET maintenance_work_mem = '1GB'; SET client_min_messages = error")
  const dropped = await dropIndexes(pool)
  const columns = await columnsOf(pool)
  await pool.query(
    `INSERT INTO pylon_sessions (${columns.join()})
     SELECT ${columns.map(column => repeated[column] ?? `model.${column}`).join()}
     FROM generate_series(1, $1::bigint - 1) AS n, (SELECT * FROM pylon_sessions) AS model`,
    [sessionCount, userCount(sessionCount)],
  )
  for (const statement of dropped) await pool.query(statement)
  await pool.query('VACUUM ANALYZE pylon_sessions')
  const { rows } = await pool.query<{ bytes: string }>("SELECT pg_total_relation_size('pylon_sessions') AS bytes")
  return Number(rows[0]?.bytes)
}

/** As in known-session.ts. */
const repeated: Readonly<Record<string, string>> = {
  id: "'ses_' || lpad(to_hex(n), 32, '0')",
  token_hash: `translate(encode(sha256(('pylon_' || lpad(to_hex(n), 64, '0'))::bytea), 'base64'), '+/=', '-_')`,
  user_id: `'usr_' || left(encode(sha256((n % $2::bigint)::text::bytea), 'hex'), 32)`,
}

async function columnsOf(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = 'pylon_sessions'::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''`,
  )
  return rows.map(({ name }) => name)
}

/** Building an index at the end takes a tenth of the time. Answers the statements that make them again. */
async function dropIndexes(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ drop: string; make: string }>(
    `SELECT format('ALTER TABLE pylon_sessions DROP CONSTRAINT %I', conname) AS drop,
       format('ALTER TABLE pylon_sessions ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)) AS make
     FROM pg_constraint WHERE conrelid = 'pylon_sessions'::regclass AND contype IN ('p', 'u')
     UNION ALL
     SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
     FROM pg_index WHERE indrelid = 'pylon_sessions'::regclass
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`,
  )
  for (const { drop } of rows) await pool.query(drop)
  return rows.map(({ make }) => make)
}

/** The rows, and the indexes that are asked for. */
async function readThrough(url: string): Promise<void> {
  const pool = openPostgres(url, { max: 1 })
  try {
    await pool.query('SELECT count(length(device)) FROM pylon_sessions')
    await pool.query('SET enable_seqscan = off')
    for (const column of ['token_hash', 'user_id', 'place']) {
      const sorted = `SELECT ${column} FROM pylon_sessions ORDER BY ${column} OFFSET 0`
      await pool.query(`SELECT count(*) FROM (${sorted}) AS sorted`)
    }
  } finally {
    await pool.end()
  }
}
