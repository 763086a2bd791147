import { setTimeout as pause } from 'node:timers/promises'
import { testSession, testTime, testUser } from '@pylon/testkit'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

it('a write waits for another process, and the event loop goes on meanwhile', async () => {
  const { stores, other } = openBoth(5)
  other.exec('BEGIN IMMEDIATE')
  const user = testUser()
  let isDone = false
  const insert = stores.users.insert(user).then(() => {
    isDone = true
  })
  await pause(30)
  expect(isDone).toBe(false)
  other.exec('COMMIT')
  await insert
  expect(await stores.users.findById(user.id)).toEqual(user)
})

it('a transaction waits for another process', async () => {
  const { stores, other } = openBoth(5)
  other.exec('BEGIN IMMEDIATE')
  const user = testUser()
  const insert = stores.transaction(tx => tx.users.insert(user))
  await pause(10)
  other.exec('COMMIT')
  expect(await insert).toBe(true)
})

it('a write that waits longer than the busy timeout is STORE_UNAVAILABLE, and the next one works', async () => {
  const { stores, other } = openBoth(0.02)
  other.exec('BEGIN IMMEDIATE')
  const unavailable = { code: 'STORE_UNAVAILABLE', status: 503 }
  await expect(stores.users.insert(testUser())).rejects.toMatchObject(unavailable)
  await expect(stores.transaction(tx => tx.users.insert(testUser()))).rejects.toMatchObject(unavailable)
  other.exec('COMMIT')
  expect(await stores.users.insert(testUser())).toBe(true)
})

it('a read does not wait for the write of another process', async () => {
  const { stores, other } = openBoth(0)
  const session = testSession()
  await stores.sessions.insert(session)
  other.exec('BEGIN IMMEDIATE')
  other.exec('DELETE FROM pylon_sessions')
  expect(await stores.sessions.find(session.tokenHash, testTime)).toEqual(session)
})

function openBoth(busyTimeoutSecs: number): { stores: ReturnType<typeof sqliteStores>; other: Database.Database } {
  const file = tempFile()
  const stores = sqliteStores(file, { busyTimeoutSecs })
  const other = new Database(file)
  onTestFinished(async () => {
    other.close()
    await stores.close()
  })
  return { stores, other }
}
