import { existsSync } from 'node:fs'
import { testSession, testTime, testUser } from '@pylon/testkit'
import { expect, it } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

const unavailable = { code: 'STORE_UNAVAILABLE', status: 503 }

it('may be called again, and leaves one file behind', async () => {
  const file = tempFile()
  const stores = sqliteStores(file)
  await stores.users.insert(testUser())
  await Promise.all([stores.close(), stores.close()])
  await stores.close()
  expect([file, `${file}-wal`, `${file}-shm`].map(existsSync)).toEqual([true, false, false])
})

it('afterwards every method is STORE_UNAVAILABLE', async () => {
  const stores = sqliteStores(tempFile())
  await stores.close()
  const attempts = [
    stores.users.findById('usr_1'),
    stores.users.insert(testUser()),
    stores.sessions.find(testSession().tokenHash, testTime),
    stores.counters.increment('key', 1, 60, testTime),
    stores.transaction(tx => tx.users.insert(testUser())),
  ]
  for (const attempt of attempts) await expect(attempt).rejects.toMatchObject(unavailable)
})

it('waits for the transaction that is open', async () => {
  const file = tempFile()
  const user = testUser()
  const stores = sqliteStores(file)
  const transaction = stores.transaction(tx => tx.users.insert(user))
  await stores.close()
  expect(await transaction).toBe(true)
  const again = sqliteStores(file)
  expect(await again.users.findById(user.id)).toEqual(user)
  await again.close()
})

it('cuts off a transaction that does not end, and keeps nothing of it', async () => {
  const file = tempFile()
  const user = testUser()
  const stores = sqliteStores(file, { busyTimeoutSecs: 0.02 })
  const held = Promise.withResolvers<void>()
  const transaction = stores.transaction(async tx => {
    await tx.users.insert(user)
    await held.promise
  })
  await expect(stores.close()).rejects.toMatchObject(unavailable)
  held.resolve()
  await expect(transaction).rejects.toMatchObject(unavailable)
  const again = sqliteStores(file)
  expect(await again.users.findById(user.id)).toBeNull()
  await again.close()
})
