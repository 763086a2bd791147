import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError } from '@pylon/core'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { sqliteStores } from './sqlite-stores.ts'

it('leaves the steps of earlier releases as they were', () => {
  const digests = migrations.slice(0, -1).map(step => hash('sha256', step))
  expect(digests).toEqual([
    'b5af09c67c097fd53f8dac15ca6ec6c2f8714240928cbac239140f83bfe7ae62',
    'ba7ebcad86d20b5fa09ad6d8290ff3f4fe8d7796e9b887d9c6b471c8e8be3c62',
  ])
})

it('brings an empty database to the newest version', async () => {
  const file = tempFile()
  await sqliteStores(file).close()
  expect(versionsIn(file)).toEqual([{ version: migrations.length }])
})

it('does nothing to a database of the newest version', async () => {
  const file = tempFile()
  await sqliteStores(file).close()
  const before = readFileSync(file)
  await sqliteStores(file).close()
  expect(readFileSync(file)).toEqual(before)
})

it('keeps none of the steps when one of them fails', () => {
  const connection = new Database(':memory:')
  connection.exec('CREATE TABLE pylon_counters (in_the_way TEXT)')
  expect(() => migrate(connection, ':memory:')).toThrow('already exists')
  expect(connection.prepare('SELECT name FROM sqlite_master').pluck().all()).toEqual(['pylon_counters'])
})

it('refuses a newer schema with one sentence that names both versions, and leaves the file as it is', async () => {
  const file = tempFile()
  await sqliteStores(file).close()
  const newer = new Database(file)
  newer.pragma('journal_mode = DELETE')
  newer.exec('UPDATE pylon_schema SET version = 7')
  newer.close()
  const before = readFileSync(file)
  expect(() => sqliteStores(file)).toThrow(
    new ConfigError([
      `${file}: the database has schema version 7, and this release of Pylon knows ${migrations.length}; ` +
        'start the newer release, or restore a copy from before it',
    ]),
  )
  expect(readFileSync(file)).toEqual(before)
})

function versionsIn(file: string): unknown[] {
  const connection = new Database(file)
  const versions = connection.prepare('SELECT * FROM pylon_schema').all()
  connection.close()
  return versions
}
