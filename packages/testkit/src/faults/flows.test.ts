import type { StoreBundle } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { expect, it } from 'vitest'
import { type FlowAnswer, flowCall, operatorToken } from '../../test/flow-app.ts'
import { testUser } from '../records.ts'
import { eachCall } from './each-call.ts'

const ada = { email: 'ada@example.com', password: 'right' }

it('sign-up: a failed one leaves a whole user or none, and another try works or says that the email is taken', async () => {
  const calls = await eachCall({
    open: async () => ({ stores: memoryStores() }),
    act: stores => flowCall(stores, 'POST', '/sign-up', { body: ada }),
    async check(answer, { stores }) {
      expectUnavailable(answer)
      const user = await stores.users.findByEmail(ada.email)
      const credential = user === null ? null : await stores.credentials.find(user.id, 'password')
      expect(credential === null).toBe(user === null)
      expect((await flowCall(stores, 'POST', '/sign-up', { body: ada })).status).toBe(user === null ? 201 : 409)
      expect((await flowCall(stores, 'POST', '/login', { body: ada })).status).toBe(200)
    },
  })
  expect(calls).toBeGreaterThan(4)
})

it('sign-in: a failed one hands out no token, changes nothing else and does not stand in the way of the next', async () => {
  const calls = await eachCall({
    open: signedUp,
    act: stores => flowCall(stores, 'POST', '/login', { body: ada }),
    async check(answer, { stores, token }) {
      expectUnavailable(answer)
      expect(await statusOf(stores, token)).toBe('signed in')
      expect((await flowCall(stores, 'POST', '/login', { body: ada })).status).toBe(200)
      expect((await flowCall(stores, 'POST', '/login', { body: { ...ada, password: 'wrong' } })).status).toBe(401)
    },
  })
  expect(calls).toBeGreaterThan(3)
})

it('refresh: after a failed one the old token works, or its session is gone for everybody but the lost answer', async () => {
  const calls = await eachCall({
    open: signedUp,
    act: (stores, { token }) => flowCall(stores, 'POST', '/refresh', { bearer: token }),
    async check(answer, { stores, token, userId }, { kind, failAt }) {
      expectUnavailable(answer)
      const isSwapped = kind === 'after' && failAt === 3
      expect(await statusOf(stores, token)).toBe(isSwapped ? 'signed out' : 'signed in')
      expect(await stores.sessions.listByUser(userId, 0)).toHaveLength(1)
    },
  })
  expect(calls).toBe(3) // two looks and the swap
})

it('password change: a failed one has changed all or nothing: password, proofs and sessions', async () => {
  const next = { ...ada, password: 'next' }
  const calls = await eachCall({
    open: signedUp,
    act: (stores, { token }) => flowCall(stores, 'POST', '/password', { bearer: token, body: next }),
    async check(answer, { stores, token, userId }) {
      expectUnavailable(answer)
      const isChanged = (await stores.credentials.find(userId, 'password'))?.value === next.password
      expect((await stores.users.findById(userId))?.authVersion).toBe(isChanged ? 2 : 1)
      expect(await statusOf(stores, token)).toBe(isChanged ? 'signed out' : 'signed in')
      expect((await flowCall(stores, 'POST', '/login', { body: isChanged ? next : ada })).status).toBe(200)
      expect((await flowCall(stores, 'POST', '/login', { body: isChanged ? ada : next })).status).toBe(401)
    },
  })
  expect(calls).toBeGreaterThan(6)
})

it('guest upgrade: after a failed one the token is the guest’s or the user’s, and another try ends it', async () => {
  const calls = await eachCall({
    open: async () => {
      const stores = memoryStores()
      const user = testUser()
      await stores.users.insert(user)
      const { token } = (await flowCall(stores, 'POST', '/guest')).body
      return { stores, user, token }
    },
    act: (stores, { user, token }) => upgrade(stores, token, user.id),
    async check(answer, { stores, user, token }) {
      expectUnavailable(answer)
      const owner = (await flowCall(stores, 'GET', '/me', { bearer: token })).body.user_id
      const again = await upgrade(stores, token, user.id)
      expect(again.status).toBe(owner === user.id ? 400 : 200)
      expect(await stores.sessions.listByUser(user.id, 0)).toHaveLength(1)
      expect(await stores.sessions.count()).toBe(1)
    },
  })
  expect(calls).toBeGreaterThan(4)
})

it('sign-out: after a failed one the session lives or is gone, and another try ends it', async () => {
  for (const path of ['/session', '/sessions']) {
    const calls = await eachCall({
      open: signedUp,
      act: (stores, { token }) => flowCall(stores, 'DELETE', path, { bearer: token }),
      async check(answer, { stores, token }) {
        expectUnavailable(answer)
        await flowCall(stores, 'DELETE', path, { bearer: token })
        expect(await statusOf(stores, token)).toBe('signed out')
        expect(await stores.sessions.count()).toBe(0)
      },
    })
    expect(calls).toBe(2)
  }
})

async function signedUp(): Promise<{ readonly stores: StoreBundle; readonly token: string; readonly userId: string }> {
  const stores = memoryStores()
  const { body } = await flowCall(stores, 'POST', '/sign-up', { body: ada })
  return { stores, token: body.token, userId: body.user_id }
}

const upgrade = (stores: StoreBundle, token: string, userId: string): Promise<FlowAnswer> =>
  flowCall(stores, 'POST', '/upgrade', { bearer: operatorToken, body: { token, user_id: userId } })

async function statusOf(stores: StoreBundle, token: string): Promise<'signed in' | 'signed out'> {
  const { body } = await flowCall(stores, 'GET', '/me', { bearer: token })
  return body.user_id === null ? 'signed out' : 'signed in'
}

function expectUnavailable({ status, body, headers }: FlowAnswer): void {
  expect({ status, code: body.error.code }).toEqual({ status: 503, code: 'STORE_UNAVAILABLE' })
  expect(JSON.stringify(body)).not.toContain('pylon_')
  expect(headers.get('set-cookie')).toBeNull()
}
