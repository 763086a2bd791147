import { expect, it } from 'vitest'
import { createHarness, wrongCode } from './harness.ts'

it('proves identity again by a code, which opens the routes for fresh sessions', async () => {
  const { enroll, post, send, codeOf, clock } = createHarness()
  const { bearer, secret } = await enroll()
  clock.now += 3600
  const proved = await post('reauth', { code: codeOf(secret) }, { bearer })
  expect(proved.outcome).toBe('200')
  expect((await send('GET', 'me', { bearer: proved.body.token })).body.amr).toEqual(['pwd', 'otp'])
  clock.now += 30
  expect((await post('totp/disable', { code: codeOf(secret) }, { bearer: proved.body.token })).outcome).toBe('200')
})

it('takes no backup code, no wrong one, and none twice', async () => {
  const { enroll, begin, post, codeOf } = createHarness()
  const { user, bearer, secret, backupCodes } = await enroll()
  for (const code of [backupCodes[0], wrongCode(codeOf(secret))]) {
    expect((await post('reauth', { code }, { bearer })).outcome).toBe('401 INVALID_CODE')
  }
  const { challenge } = (await begin(user)).body
  expect((await post('totp/login', { challenge, code: codeOf(secret) })).outcome).toBe('200')
  expect((await post('reauth', { code: codeOf(secret) }, { bearer })).outcome).toBe('401 INVALID_CODE')
})

it('judges ten wrong codes in an hour', async () => {
  const { enroll, post, codeOf } = createHarness()
  const { bearer, secret } = await enroll()
  const code = wrongCode(codeOf(secret))
  const answers = await Promise.all(Array.from({ length: 30 }, () => post('reauth', { code }, { bearer })))
  expect(answers.filter(answer => answer.outcome === '401 INVALID_CODE')).toHaveLength(10)
  expect(answers.filter(answer => answer.outcome === '429 TOO_MANY_ATTEMPTS')).toHaveLength(20)
})

it('is no way for those who have no TOTP, and counts nothing for them', async () => {
  const { addUser, begin, post } = createHarness()
  const bearer = (await begin(await addUser())).body.token
  for (let at = 0; at < 12; at += 1) {
    expect((await post('reauth', { code: '000000' }, { bearer })).outcome).toBe('401 INVALID_CODE')
  }
})
