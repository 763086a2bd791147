import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@pylon/core'
import { storeCases } from '@pylon/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import { sqliteStores } from './sqlite-stores.ts'

const directory = mkdtempSync(join(tmpdir(), 'pylon-sqlite-'))
const bundles = { file: sqliteStores(join(directory, 'pylon.db')), ':memory:': sqliteStores(':memory:') }

afterAll(async () => {
  for (const stores of Object.values(bundles)) await stores.close()
  rmSync(directory, { recursive: true })
})

for (const [where, stores] of Object.entries(bundles)) {
  for (const { store, name, run } of storeCases) {
    describe(`sqlite ${where} ${store}`, () => it(name, () => run(stores)))
  }
}

it.each([-1, Number.NaN, 3_601])('refuses a busy timeout of %d seconds', busyTimeoutSecs => {
  expect(() => sqliteStores(':memory:', { busyTimeoutSecs })).toThrow(ConfigError)
})
