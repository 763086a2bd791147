import { ConfigError } from '@pylon/core'
import { sharedServices } from '@pylon/test-services'
import { testAuditRow, testUser } from '@pylon/testkit'
import { escapeIdentifier, Pool } from 'pg'
import { afterAll, expect, it } from 'vitest'
import { freshSchema } from '../test/fresh-schema.ts'
import { migrations } from './migrations.ts'
import { postgresStores } from './postgres-stores.ts'

const { postgresUrl } = sharedServices()
const admin = new Pool({ connectionString: postgresUrl, max: 2 })
afterAll(() => admin.end())

it('brings an empty database to the newest version, and does nothing to one that is there', async () => {
  const schema = freshSchema()
  await (await postgresStores(postgresUrl, { schema })).close()
  const before = await admin.query(tablesWithIds, [schema])
  await (await postgresStores(postgresUrl, { schema })).close()
  expect((await admin.query(tablesWithIds, [schema])).rows).toEqual(before.rows)
  expect(await versionIn(schema)).toEqual([{ version: migrations.length }])
})

it('servers that start at once in an empty database all come up', async () => {
  for (let round = 0; round < 20; round++) {
    const schema = freshSchema()
    const started = await Promise.all(Array.from({ length: 4 }, () => postgresStores(postgresUrl, { schema })))
    for (const stores of started) expect(await stores.users.insert(testUser())).toBe(true)
    expect(await versionIn(schema)).toEqual([{ version: migrations.length }])
    await Promise.all(started.map(stores => stores.close()))
  }
})

it('keeps nothing of a step that fails', async () => {
  const schema = freshSchema()
  await admin.query(`CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.pylon_counters (in_the_way text)`)
  await expect(postgresStores(postgresUrl, { schema })).rejects.toThrow('already exists')
  expect((await admin.query(tablesWithIds, [schema])).rowCount).toBe(1)
})

it('refuses a newer schema with one sentence that names both versions, and leaves it as it is', async () => {
  const schema = freshSchema()
  await (await postgresStores(postgresUrl, { schema })).close()
  await admin.query(`UPDATE ${schema}.pylon_schema SET version = 7`)
  const start = postgresStores(postgresUrl, { schema })
  await expect(start).rejects.toThrow(ConfigError)
  await expect(start).rejects.toThrow(`has schema version 7, and this release of Pylon knows ${migrations.length}`)
  expect(await versionIn(schema)).toEqual([{ version: 7 }])
})

it('a role that may use the tables and make nothing can start', async () => {
  const [schema, role] = [freshSchema(), freshSchema('role_')]
  await (await postgresStores(postgresUrl, { schema })).close()
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'test'; GRANT USAGE ON SCHEMA ${schema} TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`)
  const stores = await postgresStores(postgresUrl.replace('postgres:test@', `${role}:test@`), { schema })
  expect(await stores.users.insert(testUser())).toBe(true)
  await stores.audit.append(head => [testAuditRow(head)])
  await stores.audit.probe()
  await stores.close()
})

it('a role that may make nothing is told so in one sentence', async () => {
  const role = freshSchema('role_')
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'test'`)
  const start = postgresStores(postgresUrl.replace('postgres:test@', `${role}:test@`), { schema: freshSchema() })
  await expect(start).rejects.toThrow(ConfigError)
  await expect(start).rejects.toThrow('grant CREATE')
})

const tablesWithIds =
  "SELECT oid, relname FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind = 'r' ORDER BY 1"

async function versionIn(schema: string): Promise<unknown[]> {
  return (await admin.query(`SELECT version FROM ${escapeIdentifier(schema)}.pylon_schema`)).rows
}
