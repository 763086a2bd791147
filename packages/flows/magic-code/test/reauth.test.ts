import { expect, it } from 'vitest'
import { createHarness, times, wrong } from './harness.ts'

it('proves identity again with a code of either purpose that was mailed to the user', async () => {
  const { addUser, login, call, sendCode, lastCode, clock, stores } = createHarness()
  const user = await addUser({ isEmailVerified: false })
  let bearer = await login(user)
  for (const send of [() => call('/email/send-verification', { bearer }), () => sendCode()]) {
    clock.now += 1_000
    await send()
    const { outcome, body } = await call('/reauth', { bearer, body: { code: lastCode() } })
    expect([outcome, body.auth_time]).toEqual(['200', clock.now])
    bearer = body.token
  }
  expect((await call('/me', { method: 'GET', bearer })).body.amr).toEqual(['pwd', 'otp'])
  expect(await stores.users.findById(user.id)).toMatchObject({ isEmailVerified: true, authVersion: 1 })
})

it('takes a code once, and none of another address', async () => {
  const { addUser, login, call, sendCode, lastCode } = createHarness()
  const bearer = await login(await addUser())
  await sendCode('eve@example.com')
  expect((await call('/reauth', { bearer, body: { code: lastCode() } })).outcome).toBe('401 INVALID_CODE')
  await sendCode()
  const answers = await times(20, () => call('/reauth', { bearer, body: { code: lastCode() } }))
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
})

it('counts a wrong code once against the ten of an hour, though it could be of either purpose', async () => {
  const { addUser, login, call, sendCode, lastCode, clock } = createHarness()
  const user = await addUser()
  const bearer = await login(user)
  const judged: string[] = []
  for (let round = 0; round < 3; round += 1) {
    await call('/email/send-verification', { bearer })
    const verification = lastCode()
    await sendCode()
    const signIn = lastCode()
    const guess = [1, 2, 3].map(by => wrong(verification, by)).find(code => code !== signIn) ?? ''
    for (let at = 0; at < 4; at += 1) judged.push((await call('/reauth', { bearer, body: { code: guess } })).outcome)
    clock.now += 60
  }
  expect(judged).toEqual([...Array(10).fill('401 INVALID_CODE'), ...Array(2).fill('429 TOO_MANY_ATTEMPTS')])
})

it('takes no code that was sent before a password change', async () => {
  const { addUser, login, call, sendCode, lastCode, stores, clock } = createHarness()
  const user = await addUser()
  const bearer = await login(user)
  await sendCode()
  await stores.users.update(user.id, {}, true, clock.now)
  expect((await call('/reauth', { bearer, body: { code: lastCode() } })).outcome).toBe('401 INVALID_CODE')
})
