import { expect, it } from 'vitest'
import type { ReauthMethod } from '../src/index.ts'
import { createHarness } from './harness.ts'

const method = (field: ReauthMethod['field'], proof: string, amr: string): ReauthMethod => ({
  field,
  verify: async (_ctx, _user, given) => (given === proof ? [amr] : null),
})

const methods = [method('password', 'right', 'pwd'), method('code', '111111', 'otp'), method('code', '222222', 'mca')]

it('a proof makes an old session fresh again, under a new token', async () => {
  const { call, addUser, login, clock, sessions } = createHarness({ reauthMethods: methods })
  const { token } = (await login(await addUser())).body
  clock.now += 1_000
  const answer = await call('POST', '/reauth', { bearer: token, body: { password: 'right' } })
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({ auth_time: clock.now, token: expect.stringMatching(/^pylon_/) })
  expect(answer.headers.get('set-cookie')).toContain(answer.body.token)
  expect(await sessions.find(token)).toBeNull()
  expect((await sessions.find(answer.body.token))?.authTime).toBe(clock.now)
})

it.each(['111111', '222222'])('takes code %s of any method that knows it', async code => {
  const { call, addUser, login } = createHarness({ reauthMethods: methods })
  const { token } = (await login(await addUser())).body
  expect((await call('POST', '/reauth', { bearer: token, body: { code } })).status).toBe(200)
})

it.each([
  [{ password: 'wrong' }, 401, 'WRONG_PASSWORD'],
  [{ code: '333333' }, 401, 'INVALID_CODE'],
  [{ code: 'right' }, 401, 'INVALID_CODE'],
  [{}, 400, 'INVALID_REQUEST'],
  [{ password: 5 }, 400, 'INVALID_REQUEST'],
  [{ password: null, code: null }, 400, 'INVALID_REQUEST'],
])('refuses %j and leaves the session as it was', async (body, status, code) => {
  const { call, addUser, login, sessions } = createHarness({ reauthMethods: methods })
  const { token } = (await login(await addUser())).body
  const answer = await call('POST', '/reauth', { bearer: token, body })
  expect([answer.status, answer.body.error.code]).toEqual([status, code])
  expect(await sessions.find(token)).not.toBeNull()
})

it('is for users with a session', async () => {
  const { call } = createHarness({ reauthMethods: methods })
  const guest = (await call('POST', '/guest')).body.token
  for (const bearer of [undefined, guest]) {
    const options = { ...(bearer === undefined ? {} : { bearer }), body: { password: 'right' } }
    expect((await call('POST', '/reauth', options)).body.error.code).toBe('AUTH_REQUIRED')
  }
})

it('of parallel calls with one token one gets the new one', async () => {
  const { call, addUser, login } = createHarness({ reauthMethods: methods })
  const { token } = (await login(await addUser())).body
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call('POST', '/reauth', { bearer: token, body: { password: 'right' } })),
  )
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  expect(answers.filter(answer => answer.body.error?.code === 'AUTH_REQUIRED')).toHaveLength(19)
})
