import { testSession } from '@pylon/testkit'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sessionCheck } from './sessions.ts'
import { sqliteStores } from './sqlite-stores.ts'

it('checks a session by one search in an index', async () => {
  const file = tempFile()
  await sqliteStores(file).close()
  const connection = new Database(file)
  const plan = connection.prepare<[string], { detail: string }>(`EXPLAIN QUERY PLAN ${sessionCheck}`).all('a hash')
  connection.close()
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH pylon_sessions USING INDEX sqlite_autoindex_pylon_sessions_1 (token_hash=?)',
  ])
})

it('throws on a token hash that is already stored', async () => {
  const stores = sqliteStores(':memory:')
  const session = testSession()
  await stores.sessions.insert(session)
  await expect(stores.sessions.insert(testSession({ tokenHash: session.tokenHash }))).rejects.toThrow('UNIQUE')
})
