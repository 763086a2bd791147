import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { noCheckpoints } from './checkpoints.ts'
import { outsideAccess } from './outside-access.ts'
import { createWriteLock } from './write-lock.ts'

const connection = new Database(':memory:')
const access = outsideAccess({
  connection,
  lock: createWriteLock(1),
  checkpoints: noCheckpoints,
  busyTimeoutSecs: 1,
  isShared: false,
})

it('syncs what must not be lost at its commit, and leaves the rest to the next one', async () => {
  const synchronous = (): unknown => connection.pragma('synchronous', { simple: true })
  expect(await access.write(synchronous)).toBe(2)
  expect(await access.writeRelaxed(synchronous)).toBe(1)
  expect(await access.write(synchronous)).toBe(2)
})

it('keeps all of a step of several changes or, when it throws, none of it', async () => {
  connection.exec('CREATE TABLE together (at INTEGER UNIQUE)')
  const rows = (): unknown => connection.prepare('SELECT at FROM together').pluck().all()
  const add = (...all: readonly number[]): Promise<void> =>
    access.writeTogether(() => {
      for (const at of all) connection.exec(`INSERT INTO together VALUES (${at})`)
    })
  await add(1, 2)
  await expect(add(3, 4, 1)).rejects.toThrow('UNIQUE')
  expect(rows()).toEqual([1, 2])
  await add(3)
  expect(rows()).toEqual([1, 2, 3])
})

it('throws what is a bug as it is', async () => {
  const bug = new TypeError('a bug')
  const step = (): never => {
    throw bug
  }
  for (const attempt of [access.read(step), access.write(step)]) await expect(attempt).rejects.toBe(bug)
  await expect(access.write(() => connection.exec('no sql'))).rejects.toMatchObject({ code: 'SQLITE_ERROR' })
})
