import { sharedServices } from '@pylon/test-services'
import { storeCases } from '@pylon/testkit'
import { afterAll, describe, it } from 'vitest'
import { freshSchema } from '../test/fresh-schema.ts'
import { postgresStores } from './postgres-stores.ts'

const { postgresUrl } = sharedServices()
const bundles = {
  'on a URL': await postgresStores(postgresUrl, { schema: freshSchema() }),
  'without prepared statements': await postgresStores(postgresUrl, {
    schema: freshSchema(),
    preparedStatements: false,
  }),
  'in a schema with a hostile name': await postgresStores(postgresUrl, {
    schema: freshSchema('we"ird \' schema; -- '),
  }),
  'on two connections': await postgresStores(postgresUrl, { schema: freshSchema(), maxConnections: 2 }),
}

afterAll(async () => {
  for (const stores of Object.values(bundles)) await stores.close()
})

for (const [how, stores] of Object.entries(bundles)) {
  for (const { store, name, run } of storeCases) {
    describe(`postgres ${how} ${store}`, () => it(name, () => run(stores)))
  }
}
