import { expect, it } from 'vitest'
import { ada, createHarness, start, visitAsClient } from './harness.ts'

it('lists the caller’s accounts without their tokens', async () => {
  const { open, acme } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  const answer = await open().call('accounts', { bearer: body.token })
  expect(answer.body).toEqual([
    {
      provider: 'acme',
      provider_account_id: 'ada-at-acme',
      email: 'ada@example.com',
      scope: 'openid email',
      created_at: start,
    },
  ])
  expect((await open().call('accounts')).outcome).toBe('401 AUTH_REQUIRED')
})

it('keeps the last way in, and lets go of any other', async () => {
  const { open, acme, stores, now, events } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  const bearer = body.token
  const unlink = async (): Promise<string> => (await open().call('accounts/acme', { method: 'DELETE', bearer })).outcome
  expect(await unlink()).toBe('409 LAST_CREDENTIAL')
  expect(await stores.accounts.listByUser(body.user_id)).toHaveLength(1)
  const password = { userId: body.user_id, kind: 'password', value: 'x', step: 0, updatedAt: now.at }
  await stores.credentials.put(password)
  expect(await unlink()).toBe('200')
  expect(await unlink()).toBe('404 ACCOUNT_NOT_FOUND')
  expect(events.at(-1)).toMatchObject({ name: 'account.unlinked', userId: body.user_id, data: { provider: 'acme' } })
})

it('counts a verified address as a way in where codes go to it', async () => {
  const { open, acme } = await createHarness({ hasEmailSignIn: true })
  const verified = await visitAsClient(open(), acme, ada)
  const request = { method: 'DELETE', bearer: verified.body.token }
  expect((await open().call('accounts/acme', request)).outcome).toBe('200')
  const unverified = await visitAsClient(open(), acme, { sub: 'eve', email: 'eve@example.com' })
  const refused = await open().call('accounts/acme', { method: 'DELETE', bearer: unverified.body.token })
  expect(refused.outcome).toBe('409 LAST_CREDENTIAL')
})

it('counts no account of a provider that is no longer configured', async () => {
  const { open, acme, stores } = await createHarness()
  const { body } = await visitAsClient(open(), acme, ada)
  const [account] = await stores.accounts.listByUser(body.user_id)
  if (account !== undefined) await stores.accounts.link({ ...account, id: 'acc_2', providerId: 'gone' })
  const answer = await open().call('accounts/acme', { method: 'DELETE', bearer: body.token })
  expect(answer.outcome).toBe('409 LAST_CREDENTIAL')
})

it('leaves one of two accounts that are unlinked together', async () => {
  const { open, acme, stores } = await createHarness()
  for (let round = 0; round < 5; round += 1) {
    const { body } = await visitAsClient(open(), acme, { sub: `user-${round}` })
    const [account] = await stores.accounts.listByUser(body.user_id)
    if (account !== undefined) await stores.accounts.link({ ...account, id: `acc_${round}`, providerId: 'other' })
    const request = { method: 'DELETE', bearer: body.token }
    const answers = await Promise.all(['acme', 'other'].map(id => open().call(`accounts/${id}`, request)))
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['200', '409 LAST_CREDENTIAL'])
  }
})

it('unlinks for fresh sessions alone, and only one’s own', async () => {
  const { open, acme, now } = await createHarness({ hasEmailSignIn: true })
  const first = await visitAsClient(open(), acme, ada)
  const eve = await visitAsClient(open(), acme, { sub: 'eve', email: 'eve@example.com', email_verified: true })
  const unlink = async (bearer: string): Promise<string> =>
    (await open().call('accounts/acme', { method: 'DELETE', bearer })).outcome
  expect(await unlink(eve.body.token)).toBe('200')
  expect((await open().call('accounts', { bearer: first.body.token })).body).toHaveLength(1)
  now.at += 901
  expect(await unlink(first.body.token)).toBe('403 REAUTH_REQUIRED')
})
