import { expect, it } from 'vitest'
import { ConfigError, createSessions, hashToken } from '../src/index.ts'
import { memoryStores } from '../src/memory/index.ts'
import { createHarness } from './harness.ts'

it('keeps the digest of a token and never the token', async () => {
  const { addUser, login, stores, clock } = createHarness()
  const user = await addUser()
  const { body } = await login(user)
  const [session] = await stores.sessions.listByUser(user.id, clock())
  expect(session).toMatchObject({ tokenHash: hashToken(body.token), tokenPrefix: body.token.slice(0, 8) })
  expect(JSON.stringify(session)).not.toContain(body.token)
})

it('writes the time of last use once in a while, without a request waiting for it', async () => {
  const { call, addUser, login, sessions, clock } = createHarness()
  const { body } = await login(await addUser())
  const lastUsedAt = async (): Promise<number> => (await sessions.find(body.token))?.lastUsedAt ?? 0
  const signedInAt = clock.now
  clock.now += 59
  await call('GET', '/me', { bearer: body.token })
  await sessions.flush()
  expect(await lastUsedAt()).toBe(signedInAt)
  clock.now += 1
  await call('GET', '/me', { bearer: body.token })
  expect(await lastUsedAt()).toBe(signedInAt)
  await sessions.flush()
  expect(await lastUsedAt()).toBe(signedInAt + 60)
})

it('never expires with a lifetime of 0, and then has a cookie as lasting as browsers allow', async () => {
  const { call, addUser, login, clock } = createHarness({ lifetimeSecs: 0 })
  const answer = await login(await addUser())
  expect(answer.body.expires_at).toBe(0)
  expect(answer.headers.get('set-cookie')).toContain('Max-Age=34560000')
  clock.now += 100 * 365 * 86_400
  expect((await call('GET', '/me', { bearer: answer.body.token })).body.user_id).not.toBeNull()
})

it('sweeps what has expired', async () => {
  const { addUser, login, sessions, stores, clock } = createHarness({ lifetimeSecs: 100 })
  const user = await addUser()
  for (let at = 0; at < 5; at += 1) await login(user)
  clock.now += 100
  await login(user)
  expect([await sessions.sweep(3), await sessions.sweep(3), await sessions.sweep(3)]).toEqual([3, 2, 0])
  expect(await stores.sessions.count()).toBe(1)
})

it('refuses lifetimes that are no whole seconds', () => {
  const store = memoryStores().sessions
  for (const lifetimeSecs of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => createSessions({ store, lifetimeSecs })).toThrow(ConfigError)
  }
})
