import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { Access } from './access.ts'
import { sqliteAccounts } from './accounts.ts'
import { sqliteApiKeys } from './api-keys.ts'
import { sqliteAudit } from './audit.ts'
import { sqliteCounters } from './counters.ts'
import { sqliteCredentials } from './credentials.ts'
import { migrate } from './migrate.ts'
import { sqliteOneTime } from './one-time.ts'
import { sqliteOrgs } from './orgs.ts'
import { sqliteOutbox } from './outbox.ts'
import { sqliteSessions } from './sessions.ts'
import { createStatements } from './statements.ts'
import { sqliteUsers } from './users.ts'

it('no statement reads a whole table, but for counts, which read an index', () => {
  const { connection, texts } = everyStatement()
  const scans = texts
    .filter(sql => /^\s*(SELECT|UPDATE|DELETE)/.test(sql))
    .flatMap(sql => planOf(connection, sql))
    .filter(step => step.startsWith('SCAN') && !step.includes('json_each') && !/^SCAN (touch|\(subquery)/.test(step))
  connection.close()
  expect(new Set(scans)).toEqual(
    new Set([
      'SCAN pylon_users USING COVERING INDEX sqlite_autoindex_pylon_users_2',
      'SCAN pylon_sessions USING COVERING INDEX pylon_sessions_by_expiry',
      'SCAN pylon_outbox USING COVERING INDEX pylon_outbox_by_due_time',
    ]),
  )
})

it('no sweep and no claim sorts more rows than it takes', () => {
  const { connection, texts } = everyStatement()
  const bounded = texts.filter(sql => sql.includes('LIMIT') && !sql.includes('instr('))
  const sorts = bounded.flatMap(sql => planOf(connection, sql)).filter(step => step.includes('TEMP B-TREE'))
  connection.close()
  expect(bounded).toHaveLength(13)
  expect(sorts).toEqual([])
})

function everyStatement(): { readonly connection: Database.Database; readonly texts: readonly string[] } {
  const connection = new Database(':memory:')
  migrate(connection, ':memory:')
  const prepare = createStatements(connection)
  const texts: string[] = []
  const noting = <Parameters extends unknown[], Row>(sql: string): ReturnType<typeof prepare<Parameters, Row>> => {
    texts.push(sql)
    return prepare<Parameters, Row>(sql)
  }
  const run = async <T>(step: () => T): Promise<T> => step()
  const access: Access = {
    prepare: noting,
    read: run,
    write: run,
    writeTogether: run,
    writeRelaxed: run,
    settle: async () => {},
  }
  for (const open of everyStore) open(access)
  return { connection, texts }
}

const everyStore = [
  sqliteUsers,
  sqliteCredentials,
  sqliteSessions,
  sqliteOneTime,
  sqliteCounters,
  sqliteAccounts,
  sqliteApiKeys,
  sqliteOrgs,
  sqliteOutbox,
  sqliteAudit,
]

const planOf = (connection: Database.Database, sql: string): readonly string[] =>
  connection
    .prepare<[], { readonly detail: string }>(`EXPLAIN QUERY PLAN ${sql.replace(/[?:]\w*/g, '1')}`)
    .all()
    .map(({ detail }) => detail)
