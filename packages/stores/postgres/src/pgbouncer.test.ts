import type { StoreBundle } from '@pylon/core'
import { sharedServices } from '@pylon/test-services'
import { storeCases, testUser } from '@pylon/testkit'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshSchema } from '../test/fresh-schema.ts'
import { findPgBouncer, type PgBouncer, startPgBouncer } from '../test/pgbouncer.ts'
import { postgresStores } from './postgres-stores.ts'

const binary = findPgBouncer()

if (binary === null) it.skip('PgBouncer in transaction mode (skipped: there is no pgbouncer on this machine)')
else describe('postgres behind PgBouncer in transaction mode', () => testBehind(binary))

function testBehind(pgbouncerBinary: string): void {
  const schema = freshSchema()
  let pgbouncer: PgBouncer
  let stores: StoreBundle
  beforeAll(async () => {
    pgbouncer = await startPgBouncer(pgbouncerBinary, sharedServices().postgresUrl)
    stores = await postgresStores(pgbouncer.url, { schema, preparedStatements: false })
  })
  afterAll(async () => {
    await stores.close()
    await pgbouncer.stop()
  })

  for (const { store, name, run } of storeCases) describe(store, () => it(name, () => run(stores)))

  it('leaves no setting behind on the connections that it shares with others', async () => {
    await stores.transaction(tx => tx.users.insert(testUser()))
    const others = new Pool({ connectionString: pgbouncer.url })
    const settings = await Promise.all(
      Array.from({ length: 20 }, async () => (await others.query("SELECT current_setting('statement_timeout')")).rows),
    )
    await others.end()
    expect(new Set(settings.flat().map(({ current_setting }) => current_setting))).toEqual(new Set(['0']))
  })
}
