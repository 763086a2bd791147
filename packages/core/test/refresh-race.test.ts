import { expect, it } from 'vitest'
import { createHarness } from './harness.ts'

it('keeps a demotion that comes between the steps of a refresh', async () => {
  const { stores, sessions, call, addUser, login } = createHarness()
  const user = await addUser({ roles: ['editor'] })
  const { body } = await login(user)
  const { find } = stores.sessions
  stores.sessions.find = async (tokenHash, now) => {
    const session = await find(tokenHash, now)
    await stores.sessions.update(user.id, { roles: [] })
    return session
  }
  const refreshed = await sessions.refresh(body.token)
  stores.sessions.find = find
  expect((await call('GET', '/me', { bearer: refreshed?.token ?? '' })).body.roles).toEqual([])
})
