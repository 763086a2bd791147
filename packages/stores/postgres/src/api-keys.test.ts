import { sharedServices } from '@pylon/test-services'
import { testApiKey, testTime } from '@pylon/testkit'
import { Pool } from 'pg'
import { afterAll, expect, it } from 'vitest'
import { freshSchema } from '../test/fresh-schema.ts'
import { apiKeyCheck } from './api-keys.ts'
import { postgresStores } from './postgres-stores.ts'

const schema = freshSchema()
const pool = new Pool({ connectionString: sharedServices().postgresUrl, max: 1 })
const stores = await postgresStores(sharedServices().postgresUrl, { schema })
afterAll(async () => {
  await stores.close()
  await pool.end()
})

it('checks a key by one search in an index', async () => {
  await pool.query('SET enable_seqscan = off')
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN ${apiKeyCheck(`${schema}.pylon_api_keys`).replace('$1', "'an id'")}`,
  )
  expect(rows.map(row => row['QUERY PLAN']).join('\n')).toMatch(/^Index Scan using pylon_api_keys_pkey/)
})

it('a touch writes into no index', async () => {
  const onOne = await postgresStores(pool, { schema: freshSchema('hot_keys_') })
  const made = Array.from({ length: 3 }, () => testApiKey())
  for (const key of made) await onOne.apiKeys.insert(key)
  await onOne.apiKeys.touch(made.map(({ id }) => ({ id, lastUsedAt: testTime + 1 })))
  await onOne.close()
  await pool.query('SELECT pg_stat_force_next_flush()')
  const { rows } = await pool.query(
    "SELECT n_tup_hot_upd::integer AS hot FROM pg_stat_user_tables WHERE schemaname ~ '^hot_keys_' AND relname = 'pylon_api_keys'",
  )
  expect(rows).toEqual([{ hot: 3 }])
})

it('touches, rotations and revocations of many servers at once never wait for each other in a circle', async () => {
  const { userId } = testApiKey()
  const made = Array.from({ length: 100 }, () => testApiKey({ userId }))
  for (const key of made) await stores.apiKeys.insert(key)
  const rotation = { secretHash: 'next', prefix: 'next', previousExpiresAt: testTime }
  for (let round = 0; round < 20; round++) {
    const touches = made.map(({ id }, at) => ({ id, lastUsedAt: testTime + 1 + at + 100 * round }))
    await Promise.all([
      ...Array.from({ length: 4 }, () => [
        stores.apiKeys.touch(touches),
        stores.apiKeys.touch(touches.toReversed()),
      ]).flat(),
      ...made.slice(0, 5).map(({ id }) => stores.apiKeys.rotate(userId, id, rotation, testTime)),
      stores.transaction(tx => tx.apiKeys.listByUser(userId, testTime)),
      ...(round === 19 ? [stores.apiKeys.revokeByUser(userId, testTime)] : []),
    ])
  }
  expect(await stores.apiKeys.listByUser(userId, testTime)).toEqual([])
})
