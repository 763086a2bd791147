import { type ApiKey, hashToken, type User } from '@pylon/core'
import { expect, it } from 'vitest'
import { createHarness, email, type Harness } from './harness.ts'
import { watchStores } from './watch-stores.ts'

/** Somebody registered the victim's address with a password and set up every other way in. */
async function hijacked(harness: Harness): Promise<{ readonly user: User; readonly session: string }> {
  const { addUser, login, stores } = harness
  const user = await addUser({ isEmailVerified: false })
  await setUp(harness, user.id)
  const session = await login(user)
  await stores.accounts.link(accountOf(user.id))
  return { user, session }
}

async function setUp({ stores, clock }: Harness, userId: string): Promise<void> {
  for (const kind of ['password', 'trusted_devices', 'totp']) {
    await stores.credentials.put({ userId, kind, value: 'of the attacker', step: 0, updatedAt: clock.now })
  }
  await stores.apiKeys.insert({ ...apiKey, userId })
}

async function waysIn({ stores, clock, call }: Harness, userId: string, session: string): Promise<string[]> {
  const { users, credentials, accounts, apiKeys } = stores
  const kinds = ['password', 'trusted_devices', 'totp']
  const found = await Promise.all(
    kinds.map(async kind => ((await credentials.find(userId, kind)) === null ? '' : kind)),
  )
  if ((await accounts.listByUser(userId)).length > 0) found.push('account')
  if ((await apiKeys.listByUser(userId, clock.now)).length > 0) found.push('api key')
  if ((await call('/me', { method: 'GET', bearer: session })).body.user_id !== null) found.push('session')
  expect((await users.findById(userId))?.isEmailVerified).toBe(true)
  return found.filter(each => each !== '')
}

it('ends what was set up before the owner of the address came with a code', async () => {
  const harness = createHarness()
  const { user, session } = await hijacked(harness)
  await harness.sendCode()
  const { body } = await harness.verifyCode(harness.lastCode())
  expect(body.user_id).toBe(user.id)
  expect(await waysIn(harness, user.id, session)).toEqual(['totp'])
})

it('ends what was set up before the owner of the address came with a link', async () => {
  const harness = createHarness()
  const { user, session } = await hijacked(harness)
  await harness.call('/magic-link/send', { body: { email } })
  const { body } = await harness.call('/magic-link/verify', { body: { token: harness.lastToken('sign_in_link') } })
  expect(body.user_id).toBe(user.id)
  expect(await waysIn(harness, user.id, session)).toEqual(['totp'])
})

it('ends it as well when the address was registered after the code was sent', async () => {
  const harness = createHarness()
  await harness.sendCode()
  const { user, session } = await hijacked(harness)
  const { body } = await harness.verifyCode(harness.lastCode())
  expect(body.user_id).toBe(user.id)
  expect(await waysIn(harness, user.id, session)).toEqual(['totp'])
})

it('ends it as well when the address is registered while the right code is judged', async () => {
  let attack = async (): Promise<void> => {}
  const harness = createHarness({
    wrapStores: stores => watchStores(stores, call => (call === 'users.insert' ? attack() : undefined)),
  })
  await harness.sendCode()
  let userId = ''
  attack = async () => {
    userId = (await harness.addUser({ isEmailVerified: false })).id
    await setUp(harness, userId)
  }
  const { body } = await harness.verifyCode(harness.lastCode())
  expect(body.user_id).toBe(userId)
  expect(await waysIn(harness, userId, '')).toEqual(['totp'])
})

it('refuses a right code while the user changes their password', async () => {
  let change = async (): Promise<unknown> => undefined
  const harness = createHarness({
    wrapStores: stores =>
      watchStores(stores, async call => {
        if (call === 'transaction') await change()
      }),
  })
  const user = await harness.addUser({ isEmailVerified: false })
  await harness.sendCode()
  change = () => harness.stores.users.update(user.id, {}, true, 1)
  expect((await harness.verifyCode(harness.lastCode())).outcome).toBe('401 INVALID_CODE')
  expect((await harness.stores.users.findById(user.id))?.isEmailVerified).toBe(false)
})

it('keeps it for who signs in with a code where they are signed in already, and for the verified', async () => {
  const harness = createHarness()
  const { user, session } = await hijacked(harness)
  await harness.sendCode()
  expect((await harness.verifyCode(harness.lastCode(), { bearer: session })).outcome).toBe('200')
  const all = ['password', 'trusted_devices', 'totp', 'account', 'api key', 'session']
  expect(await waysIn(harness, user.id, session)).toEqual(all)
  harness.clock.now += 60
  await harness.sendCode()
  expect((await harness.verifyCode(harness.lastCode())).outcome).toBe('200')
  expect(await waysIn(harness, user.id, session)).toEqual(all)
})

it('takes neither a guest nor somebody else’s session for the owner’s own', async () => {
  for (const other of ['guest', 'eve']) {
    const harness = createHarness()
    const { user, session } = await hijacked(harness)
    const eve = await harness.addUser({ id: 'usr_eve', email: 'eve@example.com' })
    const bearer = other === 'guest' ? (await harness.call('/guest')).body.token : await harness.login(eve)
    await harness.sendCode()
    await harness.verifyCode(harness.lastCode(), { bearer })
    expect(await waysIn(harness, user.id, session)).toEqual(['totp'])
  }
})

it('lets no API key or JWT of the attacker stand for the owner’s session', async () => {
  for (const kind of ['pk', 'jwt']) {
    const harness = createHarness()
    const { user, session } = await hijacked(harness)
    await harness.sendCode()
    await harness.verifyCode(harness.lastCode(), { bearer: `${kind}.${user.id}` })
    expect(await waysIn(harness, user.id, session)).toEqual(['totp'])
  }
})

it('ends a change of address that was pending', async () => {
  const harness = createHarness()
  const { user, session } = await hijacked(harness)
  await harness.call('/email/change/request', { bearer: session, body: { new_email: 'attacker@example.com' } })
  const token = harness.lastToken('change_email')
  await harness.sendCode()
  await harness.verifyCode(harness.lastCode())
  expect((await harness.call('/email/change/confirm', { body: { token } })).outcome).toBe('401 INVALID_TOKEN')
  expect((await harness.stores.users.findById(user.id))?.email).toBe(email)
})

it('leaves no way around the second factor: the code of an unverified address owes it too', async () => {
  const harness = createHarness({ hasSecondFactor: () => true })
  await hijacked(harness)
  await harness.sendCode()
  expect((await harness.verifyCode(harness.lastCode())).body.pending).toBe('second_factor')
})

const accountOf = (userId: string) => ({
  ...{ id: 'acc_1', userId, providerId: 'github', accountId: '1', email, scope: null, createdAt: 1, updatedAt: 1 },
  ...{ accessToken: null, refreshToken: null, idToken: null },
  ...{ accessTokenExpiresAt: null, refreshTokenExpiresAt: null },
})

const apiKey: ApiKey = {
  ...{ id: 'key_1', userId: 'usr', name: null, prefix: 'pk.key_1', secretHash: hashToken('secret') },
  ...{ previousHash: null, previousExpiresAt: 0, scopes: null, createdAt: 1, lastUsedAt: null, expiresAt: 0 },
}
