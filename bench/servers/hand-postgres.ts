// The hand-written server on one prepared SELECT by a primary key, through a pool as large as Pylon's.
import { hash, randomBytes } from 'node:crypto'
import { openPostgres } from '../lib/postgres-driver.ts'
import { type SessionRow, serveByHand, toMe } from './hand-written.ts'
import { settings } from './settings.ts'

const pool = openPostgres(settings.postgresUrl, { max: 10 })
await pool.query(`CREATE TABLE sessions (
  token_hash text COLLATE "C" PRIMARY KEY, id text NOT NULL, user_id text NOT NULL, is_guest integer NOT NULL,
  roles text NOT NULL, tenant_id text, amr text NOT NULL, expires_at bigint NOT NULL)`)
const hashes = Array.from({ length: 1_000 }, () => randomBytes(32).toString('base64url'))
await pool.query(
  `INSERT INTO sessions SELECT hash, 'ses_0123456789abcdef0123456789abcdef', 'usr_0123456789abcdef0123456789abcdef',
     0, '[]', NULL, '["pwd"]', 4000000000 FROM unnest($1::text[]) AS hash`,
  [[hash('sha256', settings.token, 'base64url'), ...hashes]],
)

const find = {
  name: 'find',
  text: `SELECT id, user_id, is_guest, roles, tenant_id, amr, expires_at FROM sessions
    WHERE token_hash = $1 AND (expires_at = 0 OR expires_at > $2)`,
}

serveByHand(async (tokenHash, now) => {
  const { rows } = await pool.query<SessionRow>({ ...find, values: [tokenHash, now] })
  const row = rows[0]
  return row && toMe(row)
})
