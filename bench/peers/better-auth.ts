// better-auth on SQLite with passwords on; its limiter is off, as Pylon's is here.
import { createServer } from 'node:http'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import Database from 'better-sqlite3'
import { listen } from '../servers/listen.ts'
import { settings } from '../servers/settings.ts'

const database = new Database(settings.file)
database.pragma('journal_mode = WAL')
const options = {
  database,
  baseURL: 'http://127.0.0.1',
  secret: 'a secret of at least thirty-two characters, 7261',
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  advanced: { disableOriginCheck: true },
}
await (await getMigrations(options)).runMigrations()

listen(createServer(toNodeHandler(betterAuth(options))))
