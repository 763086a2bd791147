import type { Stores } from '@pylon/core'
import { testSession, testTime, testUser } from '@pylon/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

it('a read from outside does not wait for a transaction', async () => {
  const stores = openStores()
  const session = testSession()
  await stores.sessions.insert(session)
  await stores.transaction(async tx => {
    await tx.sessions.revokeByUser(session.userId, null, testTime)
    expect(await stores.sessions.find(session.tokenHash, testTime)).toEqual(session)
  })
  expect(await stores.sessions.find(session.tokenHash, testTime)).toBeNull()
})

it('a write through the outer stores inside a transaction is refused after the busy timeout', async () => {
  const stores = openStores(0.05)
  const user = testUser()
  const mistake = stores.transaction(async () => stores.users.insert(user))
  await expect(mistake).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(await stores.users.insert(user)).toBe(true)
})

it('the stores of a transaction that has ended refuse to work', async () => {
  const stores = openStores()
  const left: Stores[] = []
  await stores.transaction(async tx => void left.push(tx))
  await expect(left[0]?.users.insert(testUser())).rejects.toThrow('has ended')
})

function openStores(busyTimeoutSecs: number = 5): ReturnType<typeof sqliteStores> {
  const stores = sqliteStores(tempFile(), { busyTimeoutSecs })
  onTestFinished(() => stores.close())
  return stores
}
