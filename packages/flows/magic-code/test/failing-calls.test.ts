import { storeUnavailable } from '@pylon/core'
import { expect, it } from 'vitest'
import { type Answer, createHarness, email, type Harness } from './harness.ts'
import { watchStores } from './watch-stores.ts'

const newEmail = 'new@example.com'

it('sends a code or a link again at once, whichever store call of the first try failed', async () => {
  for (const path of ['/magic/send', '/magic-link/send']) {
    const send = (h: Harness): Promise<Answer> => h.call(path, { body: { email } })
    const calls = await eachFault(
      async () => {},
      send,
      async harness => {
        expect((await send(harness)).outcome).toBe('200')
        expect(harness.mails).toHaveLength(1)
      },
    )
    expect(calls).toBeGreaterThan(2)
  }
})

it('signs nobody in while a call fails, and with the same code when asked again, as one user, once', async () => {
  const calls = await eachFault(
    harness => harness.sendCode(),
    harness => harness.verifyCode(harness.lastCode()),
    async harness => {
      expect((await harness.verifyCode(harness.lastCode())).outcome).toBe('200')
      expect((await harness.verifyCode(harness.lastCode())).outcome).toBe('401 INVALID_CODE')
      expect(await harness.stores.users.count()).toBe(1)
    },
  )
  expect(calls).toBeGreaterThan(6)
})

it('a link whose redemption failed is good again, once', async () => {
  const redeem = (harness: Harness): Promise<Answer> =>
    harness.call('/magic-link/verify', { body: { token: harness.lastToken('sign_in_link') } })
  const calls = await eachFault(
    harness => harness.call('/magic-link/send', { body: { email } }),
    redeem,
    async harness => {
      expect((await redeem(harness)).outcome).toBe('200')
      expect((await redeem(harness)).outcome).toBe('401 INVALID_TOKEN')
    },
  )
  expect(calls).toBeGreaterThan(6)
})

it('a code that verifies is good again when a call failed', async () => {
  let bearer = ''
  const verify = (harness: Harness): Promise<Answer> =>
    harness.call('/email/verify', { bearer, body: { code: harness.lastCode() } })
  await eachFault(
    async harness => {
      bearer = await harness.login(await harness.addUser({ isEmailVerified: false }))
      await harness.call('/email/send-verification', { bearer })
    },
    verify,
    async harness => expect((await verify(harness)).outcome).toBe('200'),
  )
})

it('ends what a stranger set up before the owner came, all of it or, when a call fails, nothing', async () => {
  const calls = await eachFault(
    async harness => {
      const user = await harness.addUser({ isEmailVerified: false })
      const proof = { userId: user.id, kind: 'password', value: 'of the attacker', step: 0, updatedAt: 1 }
      await harness.stores.credentials.put(proof)
      await harness.sendCode()
    },
    harness => harness.verifyCode(harness.lastCode()),
    async ({ stores }) => {
      const user = await stores.users.findByEmail(email)
      const isProved = user?.isEmailVerified === true
      expect(user?.authVersion).toBe(isProved ? 2 : 1)
      expect((await stores.credentials.find(user?.id ?? '', 'password')) === null).toBe(isProved)
    },
  )
  expect(calls).toBeGreaterThan(8)
})

it('changes the address and ends the sessions, or neither, whichever store call fails', async () => {
  let bearer = ''
  const calls = await eachFault(
    async harness => {
      bearer = await harness.login(await harness.addUser())
      await harness.call('/email/change/request', { bearer, body: { new_email: newEmail } })
    },
    harness => harness.call('/email/change/confirm', { body: { token: harness.lastToken('change_email') } }),
    async ({ stores, call }) => {
      const isChanged = (await stores.users.findByEmail(newEmail)) !== null
      const me = await call('/me', { method: 'GET', bearer })
      expect(me.body.user_id === null).toBe(isChanged)
    },
  )
  expect(calls).toBeGreaterThan(6)
})

/** Lets the first store call of `act` fail, then the second, and so on; answers how many there were. */
async function eachFault(
  before: (harness: Harness) => Promise<unknown>,
  act: (harness: Harness) => Promise<Answer>,
  check: (harness: Harness) => Promise<void>,
): Promise<number> {
  for (let failAt = 1; failAt < 100; failAt += 1) {
    let left = Number.POSITIVE_INFINITY
    const onCall = (name: string): void => {
      left -= 1
      if (left === 0) throw storeUnavailable(new Error(`${name} fails`))
    }
    const harness = createHarness({ wrapStores: stores => watchStores(stores, onCall) })
    await before(harness)
    left = failAt
    const answer = await act(harness)
    const isThrough = left > 0
    left = Number.POSITIVE_INFINITY
    if (isThrough) return failAt - 1
    expect(answer.outcome).toBe('503 STORE_UNAVAILABLE')
    expect(answer.text).not.toContain('pylon_')
    await check(harness)
  }
  throw new Error('There is no end of store calls')
}
