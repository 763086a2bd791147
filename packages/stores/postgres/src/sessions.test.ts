import { sharedServices } from '@pylon/test-services'
import { testSession, testTime } from '@pylon/testkit'
import { Pool } from 'pg'
import { afterAll, expect, it } from 'vitest'
import { freshSchema } from '../test/fresh-schema.ts'
import { postgresStores } from './postgres-stores.ts'
import { sessionCheck } from './sessions.ts'

const { postgresUrl } = sharedServices()
const schema = freshSchema()
const pool = new Pool({ connectionString: postgresUrl, max: 1 })
const stores = await postgresStores(postgresUrl, { schema })
afterAll(async () => {
  await stores.close()
  await pool.end()
})

it('checks a session by one search in an index', async () => {
  const { rows } = await pool
    .query<{ 'QUERY PLAN': string }>(
      `SET enable_seqscan = off; EXPLAIN ${sessionCheck(`${schema}.pylon_sessions`).replace('$1', "'a hash'")}`,
    )
    .then(answers => (answers as unknown as (typeof answers)[])[1] ?? answers) // one answer for each statement
  expect(rows.map(row => row['QUERY PLAN']).join('\n')).toMatch(/^Index Scan using pylon_sessions_token_hash_key/)
})

it('throws on a token hash that is already stored, without showing it', async () => {
  const session = testSession()
  await stores.sessions.insert(session)
  const error = await stores.sessions.insert(testSession({ tokenHash: session.tokenHash })).catch(caught => caught)
  expect(error.code).toBe('23505')
  expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(session.tokenHash)
})

it('a touch writes into no index', async () => {
  const onOne = await postgresStores(pool, { schema: freshSchema('hot_') })
  const made = Array.from({ length: 3 }, () => testSession())
  for (const session of made) await onOne.sessions.insert(session)
  await onOne.sessions.touch(made.map(({ tokenHash }) => ({ tokenHash, lastUsedAt: testTime + 1 })))
  await onOne.close()
  await pool.query('SELECT pg_stat_force_next_flush()')
  const { rows } = await pool.query(
    "SELECT n_tup_hot_upd::integer AS hot FROM pg_stat_user_tables WHERE schemaname ~ '^hot_' AND relname = 'pylon_sessions'",
  )
  expect(rows).toEqual([{ hot: 3 }])
})

it('touches, roles and revocations of many servers at once never wait for each other in a circle', async () => {
  const { userId } = testSession()
  const made = Array.from({ length: 200 }, () => testSession({ userId }))
  for (const session of made) await stores.sessions.insert(session)
  const touches = made.map(({ tokenHash }, at) => ({ tokenHash, lastUsedAt: testTime + 1 + at }))
  for (let round = 0; round < 30; round++) {
    const later = touches.map(touch => ({ ...touch, lastUsedAt: touch.lastUsedAt + 100 * round }))
    await Promise.all([
      ...Array.from({ length: 4 }, () => [
        stores.sessions.touch(later),
        stores.sessions.touch(later.toReversed()),
      ]).flat(),
      ...Array.from({ length: 4 }, (_, at) => stores.sessions.update(userId, { roles: [`role ${at}`] })),
      ...(round === 29 ? [stores.sessions.revokeByUser(userId, null, testTime)] : []),
    ])
  }
  expect(await stores.sessions.listByUser(userId, testTime)).toEqual([])
})
