import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError } from '@pylon/core'
import { testUser } from '@pylon/testkit'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8)

it('makes the file and what lies beside it for its owner alone', async () => {
  const file = tempFile()
  const stores = sqliteStores(file)
  await stores.users.insert(testUser())
  expect([file, `${file}-wal`, `${file}-shm`].map(modeOf)).toEqual(['600', '600', '600'])
  await stores.close()
})

it('makes the file for its owner alone behind a symbolic link and over an empty file too', async () => {
  const file = tempFile()
  const target = join(dirname(file), 'target.db')
  symlinkSync(target, file)
  await sqliteStores(file).close()
  expect(modeOf(target)).toBe('600')

  const empty = tempFile()
  writeFileSync(empty, '', { mode: 0o644 })
  await sqliteStores(empty).close()
  expect(modeOf(empty)).toBe('600')
})

it('leaves the mode of a database that is there as the operator set it', async () => {
  const file = tempFile()
  await sqliteStores(file).close()
  chmodSync(file, 0o640)
  await sqliteStores(file).close()
  expect(modeOf(file)).toBe('640')
})

it('makes the directories of the file', async () => {
  const file = join(dirname(tempFile()), 'a', 'b', 'pylon.db')
  await sqliteStores(file).close()
  expect(modeOf(dirname(file))).toBe('700')
})

it('finds after a restart what was stored before', async () => {
  const file = tempFile()
  const user = testUser()
  const before = sqliteStores(file)
  await before.users.insert(user)
  await before.close()
  const after = sqliteStores(file)
  expect(await after.users.findById(user.id)).toEqual(user)
  await after.close()
})

it('refuses a directory in place of the file', () => {
  const file = tempFile()
  mkdirSync(file)
  expect(problemsOf(file)).toEqual([`${file}: expected a file, found something else`])
})

it('refuses a path below a file', () => {
  const file = tempFile()
  writeFileSync(file, 'a file')
  const below = join(file, 'pylon.db')
  expect(problemsOf(below)).toEqual([expect.stringMatching(/^.*: the directory of the file cannot be made \(E\w+\)$/)])
})

it.each(['', ' ', 'pylon.db '])('refuses %j as a path', path => {
  expect(problemsOf(path)).toEqual([expect.stringContaining('expected the path of a file')])
})

it('refuses a file that is no database, and leaves it as it is', () => {
  const file = tempFile()
  writeFileSync(file, 'This is no database.\n'.repeat(500))
  const before = readFileSync(file)
  expect(problemsOf(file)).toEqual([`${file}: the file is not a SQLite database`])
  expect(readFileSync(file)).toEqual(before)
  expect(existsSync(`${file}-wal`)).toBe(false)
})

it('refuses a database that was cut off', async () => {
  const file = await storedFile()
  truncateSync(file, 3 * 4_096)
  expect(problemsOf(file)).toEqual([`${file}: the database is corrupt; restore it from a backup`])
})

it.each([2, 5, 9])('refuses a database in which page %d was overwritten', async page => {
  const file = await storedFile()
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.fill(0xa5, page * 4_096, (page + 1) * 4_096))
  expect(problemsOf(file)).toEqual([`${file}: the database is corrupt; restore it from a backup`])
})

it('refuses a database that another process keeps locked', async () => {
  const file = await storedFile()
  const other = new Database(file)
  other.exec('BEGIN EXCLUSIVE')
  expect(problemsOf(file)).toEqual([`${file}: the database is locked by another process`])
  other.close()
})

it('shares a file with tables of the application', async () => {
  const file = tempFile()
  const application = new Database(file)
  application.exec("CREATE TABLE users (name TEXT); INSERT INTO users VALUES ('Ada')")
  const stores = sqliteStores(file)
  await stores.users.insert(testUser())
  expect(application.prepare('SELECT name FROM users').all()).toEqual([{ name: 'Ada' }])
  await stores.close()
  application.close()
})

async function storedFile(): Promise<string> {
  const file = tempFile()
  const stores = sqliteStores(file)
  for (let made = 0; made < 100; made++) await stores.users.insert(testUser())
  await stores.close()
  return file
}

function problemsOf(path: string): readonly string[] {
  try {
    sqliteStores(path, { busyTimeoutSecs: 0 })
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}
