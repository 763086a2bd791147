import { ConfigError } from '@pylon/core'
import { freePort, sharedServices, startPostgres, startTcpProxy } from '@pylon/test-services'
import { testUser } from '@pylon/testkit'
import { Client, Pool } from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { outcomeOf } from '../test/disturbed-server.ts'
import { makeFirstSchema, startFirstServer } from '../test/first-release.ts'
import { freshSchema } from '../test/fresh-schema.ts'
import { type PostgresStoresOptions, postgresStores } from './postgres-stores.ts'
import { tablesIn } from './tables.ts'

const { postgresUrl } = sharedServices()

it.each([
  ['a wrong password', postgresUrl.replace(':test@', ':s3cret@'), 'the user or the password is wrong'],
  ['no password', postgresUrl.replace(':test@', '@'), 'the server wants a password'],
  [
    'an unknown database',
    postgresUrl.replace(/postgres$/, 'nowhere').replace('s3cret', ''),
    'there is no such database',
  ],
  ['a server without TLS', `${postgresUrl}?sslmode=verify-full`, 'the server does not support TLS'],
  ['what is no URL', 'host=localhost password=s3cret', 'expected a URL'],
  ['a URL of another database', 'mysql://root:s3cret@localhost/app', 'expected a URL'],
])('refuses %s with one sentence that does not contain the password', async (_, url, sentence) => {
  const error = await postgresStores(url, { schema: freshSchema() }).catch(caught => caught)
  expect(error).toBeInstanceOf(ConfigError)
  expect(error.message).toContain(sentence)
  expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/s3cret|:test@/)
})

it('a server that is away is STORE_UNAVAILABLE', async () => {
  const url = `postgres://postgres:test@127.0.0.1:${await freePort()}/postgres`
  expect(await outcomeOf(() => postgresStores(url))).toMatchObject({ ended: 'STORE_UNAVAILABLE' })
})

it('a server that does not answer is STORE_UNAVAILABLE in time', async () => {
  const proxy = await startTcpProxy(Number(new URL(postgresUrl).port))
  onTestFinished(() => proxy.stop())
  proxy.freeze()
  const url = `postgres://postgres:test@127.0.0.1:${proxy.port}/postgres`
  const { ended, tookMs } = await outcomeOf(() => postgresStores(url))
  expect(ended).toBe('STORE_UNAVAILABLE')
  expect(tookMs).toBeLessThan(1_000)
})

it('a database that is not in UTF8 is refused', async () => {
  const server = await startPostgres()
  onTestFinished(() => server.stop())
  const admin = new Pool({ connectionString: server.url, max: 1 })
  await admin.query("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
  await admin.end()
  await expect(postgresStores(server.url.replace(/postgres$/, 'latin'))).rejects.toThrow('expected a database in UTF8')
})

it('while a backup reads the sessions, a step waits for it, and servers of the release before are served in time', async () => {
  const schema = freshSchema()
  const [admin, backup] = [new Pool({ connectionString: postgresUrl, max: 1 }), new Client(postgresUrl)]
  await makeFirstSchema(admin, schema)
  await backup.connect()
  await backup.query(`BEGIN; SELECT FROM ${tablesIn(schema).sessions}`)
  const old = startFirstServer(postgresUrl, schema)
  const starting = postgresStores(postgresUrl, { schema })
  for (const waiters of [1, 0, 1, 0, 1]) await expect.poll(() => waitersFor(admin, schema), often).toBe(waiters)
  await backup.query('ROLLBACK')
  await (await starting).close()
  await old.stop()
  expect(old.longestMs).toBeLessThan(700)
  await backup.end()
  await admin.end()
})

const often = { interval: 10, timeout: 5_000 }

/** How many wait to have the sessions for themselves. */
async function waitersFor(admin: Pool, schema: string): Promise<number | undefined> {
  const { rows } = await admin.query<{ waiters: number }>(
    `SELECT count(*)::integer AS waiters FROM pg_locks
     WHERE relation = $1::regclass AND mode = 'AccessExclusiveLock' AND NOT granted`,
    [tablesIn(schema).sessions],
  )
  return rows[0]?.waiters
}

const wrongOptions: readonly PostgresStoresOptions[] = [
  { schema: '' },
  { schema: 'x'.repeat(64) },
  { schema: 'a\0b' },
  { schema: 'pg_temp' },
  { maxConnections: 0 },
  { maxConnections: 1.5 },
  { maxWaiting: -1 },
  { timeoutSecs: 0 },
  { timeoutSecs: Number.NaN },
]

it.each(wrongOptions)('refuses %o', async options => {
  await expect(postgresStores(postgresUrl, options)).rejects.toThrow(ConfigError)
})

it('two bundles on one pool with schemas of their own do not meet', async () => {
  const pool = new Pool({ connectionString: postgresUrl, max: 1 })
  const [one, other] = [freshSchema(), freshSchema()]
  const bundles = [await postgresStores(pool, { schema: one }), await postgresStores(pool, { schema: other })]
  const user = testUser()
  for (const stores of bundles) expect(await stores.users.insert(user)).toBe(true)
  for (const stores of bundles) await stores.close()
  expect((await pool.query('SELECT 1 AS still_open')).rows).toEqual([{ still_open: 1 }])
  await pool.end()
})
