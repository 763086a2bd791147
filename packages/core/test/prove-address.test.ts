import { expect, it } from 'vitest'
import { proveAddress, type User } from '../src/index.ts'
import { createHarness } from './harness.ts'

async function harnessWith(change: Partial<User>) {
  const harness = createHarness()
  const { stores, clock, addUser, login } = harness
  const user = await addUser(change)
  const { token } = (await login(user)).body
  const now = clock.now
  for (const kind of ['password', 'totp', 'trusted_devices']) {
    await stores.credentials.put({ userId: user.id, kind, value: 'x', step: 0, updatedAt: now })
  }
  const tokens = { accessToken: null, refreshToken: null, idToken: null, scope: null }
  const ends = { accessTokenExpiresAt: null, refreshTokenExpiresAt: null }
  const account = { id: 'acc_1', userId: user.id, providerId: 'github', accountId: '7', email: null }
  await stores.accounts.link({ ...account, ...tokens, ...ends, createdAt: now, updatedAt: now })
  const hashes = { secretHash: 'hash', previousHash: null, previousExpiresAt: 0 }
  const key = { id: 'key', userId: user.id, name: null, prefix: 'pk', scopes: null, lastUsedAt: null, ...hashes }
  await stores.apiKeys.insert({ ...key, createdAt: now, expiresAt: 0 })

  const left = async () => ({
    kinds: (
      await Promise.all(['password', 'totp', 'trusted_devices'].map(kind => stores.credentials.find(user.id, kind)))
    )
      .filter(credential => credential !== null)
      .map(credential => credential.kind),
    accounts: (await stores.accounts.listByUser(user.id)).length,
    keys: (await stores.apiKeys.listByUser(user.id, now)).length,
    sessions: (await harness.sessions.listByUser(user.id)).length,
  })
  const prove = (isOwnSession: boolean) => stores.transaction(tx => proveAddress(tx, { user, isOwnSession, now }))
  return { ...harness, user, token, left, prove }
}

const all = { kinds: ['password', 'totp', 'trusted_devices'], accounts: 1, keys: 1, sessions: 1 }

it('the first proof ends what was set up without it, but for a second factor', async () => {
  const { prove, left, user } = await harnessWith({ isEmailVerified: false })
  expect(await prove(false)).toMatchObject({ isEmailVerified: true, authVersion: user.authVersion + 1 })
  expect(await left()).toEqual({ kinds: ['totp'], accounts: 0, keys: 0, sessions: 0 })
})

it('of somebody who is signed in as that user it ends nothing', async () => {
  const { prove, left, user } = await harnessWith({ isEmailVerified: false })
  expect(await prove(true)).toMatchObject({ isEmailVerified: true, authVersion: user.authVersion })
  expect(await left()).toEqual(all)
})

it('of an address that was proved before it changes nothing', async () => {
  const { prove, left, user } = await harnessWith({ isEmailVerified: true })
  expect(await prove(false)).toEqual(user)
  expect(await left()).toEqual(all)
})

it('answers null for a user who is gone or has another address now', async () => {
  const { prove, stores, user, clock } = await harnessWith({ isEmailVerified: false })
  await stores.users.update(user.id, { email: 'other@example.com' }, false, clock.now)
  expect(await prove(false)).toBeNull()
  await stores.users.delete(user.id)
  expect(await prove(false)).toBeNull()
})
