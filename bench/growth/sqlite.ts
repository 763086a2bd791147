import { createReadStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { type Driver, openWritable } from '../lib/sqlite-driver.ts'
import type { Kind } from './kind.ts'
import { knownSession, knownSessionId, knownTokenHash, knownUserId } from './known-session.ts'

export const sqlite: Kind = {
  name: 'SQLite',
  livesIn: 'disk',
  async fill(sessionCount, folder, now) {
    const { sqliteStores } = await import('../../packages/stores/sqlite/dist/index.js')
    const file = join(folder, `${sessionCount}.db`)
    const before = sqliteStores(file)
    await before.sessions.insert(knownSession(0, sessionCount, now))
    await before.close()
    const database = await openWritable(file)
    try {
      multiply(database, sessionCount)
    } finally {
      database.close()
    }
    const { sessions, close } = sqliteStores(file)
    return { sessions, bytes: statSync(file).size, warm: () => readThrough(file), stop: close }
  },
}

/** Repeats the one row that the store has written; indexes are made afterwards, as far as they can be. */
function multiply(database: Driver, sessionCount: number): void {
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -3000000')
  const model = database.prepare('SELECT * FROM pylon_sessions').get() as Readonly<Record<string, unknown>>
  const indexes = database
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'pylon_sessions' AND sql > ''")
    .all() as readonly { readonly name: string; readonly sql: string }[]
  const columns = Object.keys(model)
  const values = columns.map(column => `:${column}`)
  const insert = database.prepare(`INSERT INTO pylon_sessions (${columns.join()}) VALUES (${values.join()})`)

  for (const { name } of indexes) database.exec(`DROP INDEX ${name}`)
  database.exec('BEGIN')
  for (let n = 1; n < sessionCount; n++) {
    const own = { id: knownSessionId(n), token_hash: knownTokenHash(n), user_id: knownUserId(n, sessionCount) }
    insert.run({ ...model, ...own })
  }
  database.exec('COMMIT')
  for (const { sql } of indexes) database.exec(sql)
  database.exec('PRAGMA journal_mode = WAL')
}

const readThrough = (file: string): Promise<void> =>
  finished(createReadStream(file, { highWaterMark: 2 ** 20 }).resume())
