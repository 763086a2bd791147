// The hand-written server on one prepared SELECT, in a file as large as Pylon's.
import { hash, randomBytes } from 'node:crypto'
import Database from 'better-sqlite3'
import { type SessionRow, serveByHand, toMe } from '../servers/hand-written.ts'
import { settings } from '../servers/settings.ts'

const database = new Database(settings.file)
database.pragma('journal_mode = WAL')
database.exec(`CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY, id TEXT NOT NULL, user_id TEXT NOT NULL, is_guest INTEGER NOT NULL, roles TEXT NOT NULL,
  tenant_id TEXT, amr TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID`)
const insert = database.prepare(`INSERT INTO sessions VALUES
  (?, 'ses_0123456789abcdef0123456789abcdef', 'usr_0123456789abcdef0123456789abcdef', 0, '[]', NULL, '["pwd"]', 4000000000)`)
insert.run(hash('sha256', settings.token, 'base64url'))
for (let at = 0; at < 1_000; at++) insert.run(randomBytes(32).toString('base64url'))

const find = database.prepare<[string, number], SessionRow>(
  `SELECT id, user_id, is_guest, roles, tenant_id, amr, expires_at FROM sessions
   WHERE token_hash = ? AND (expires_at = 0 OR expires_at > ?)`,
)

serveByHand((tokenHash, now) => {
  const row = find.get(tokenHash, now)
  return row && toMe(row)
})
