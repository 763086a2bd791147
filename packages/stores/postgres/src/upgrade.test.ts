import { sharedServices } from '@pylon/test-services'
import { testTime as now, testAccount, testAuditRow, testCredential, testSession, testUser } from '@pylon/testkit'
import { Pool } from 'pg'
import { afterAll, expect, it } from 'vitest'
import { makeFirstSchema, startFirstServer } from '../test/first-release.ts'
import { freshSchema } from '../test/fresh-schema.ts'
import { migrations } from './migrations.ts'
import { postgresStores } from './postgres-stores.ts'
import { tablesIn } from './tables.ts'

const { postgresUrl } = sharedServices()
const admin = new Pool({ connectionString: postgresUrl, max: 2 })
afterAll(() => admin.end())

it('a database of the first release is carried forward with its users, passwords and live sessions', async () => {
  const schema = freshSchema()
  const [user, credential, session] = [testUser(), testCredential(), testSession({ tenantId: 'org_1' })]
  await makeFirstSchema(admin, schema)
  const { users, credentials, sessions } = tablesIn(schema)
  await admin.query(`
    INSERT INTO ${users} VALUES ('${user.id}', '${user.email}', false, 'Ada Lovelace', '["editor"]', false, 1, ${now}, ${now});
    INSERT INTO ${credentials} VALUES ('${credential.userId}', 'password', 'hash', 0, ${now});
    INSERT INTO ${sessions} VALUES (DEFAULT, '${session.id}', '${session.tokenHash}', 'pylon_ab', '${session.userId}',
      false, '["editor"]', 'org_1', '["pwd"]', 'Firefox on Linux', '203.0.113.7', ${now}, ${now}, ${now}, ${now + 3_600})`)

  const stores = await postgresStores(postgresUrl, { schema })
  expect(await stores.users.findByEmail(user.email)).toEqual(user)
  expect(await stores.credentials.find(credential.userId, 'password')).toEqual(credential)
  expect(await stores.sessions.find(session.tokenHash, now)).toEqual({ ...session, tenantRole: null })
  expect(await stores.accounts.link(testAccount())).toBe(true)
  await stores.audit.append(head => [testAuditRow(head)])
  expect(await stores.audit.list({}, null, 10)).toHaveLength(1)
  await stores.close()
})

it('a server of the first release goes on inserting and finding sessions while and after the step is taken', async () => {
  const schema = freshSchema()
  await makeFirstSchema(admin, schema)
  const old = startFirstServer(postgresUrl, schema)
  await expect.poll(() => old.inserted.length).toBeGreaterThan(20)
  const stores = await postgresStores(postgresUrl, { schema })
  const before = old.inserted.length
  await expect.poll(() => old.inserted.length).toBeGreaterThan(before + 20)
  await old.stop()
  const version = await admin.query(`SELECT version FROM ${tablesIn(schema).schema}`)
  expect(version.rows).toEqual([{ version: migrations.length }])
  for (const session of old.inserted) {
    expect(await stores.sessions.find(session.tokenHash, now)).toEqual({ ...session, tenantRole: null })
  }
  await stores.close()
})
