import { expect, it } from 'vitest'
import { createHarness } from './harness.ts'

it('deletes everything of a user, and nothing of anybody else', async () => {
  const { addUser, furnish, call, stores, clock } = createHarness()
  const [ada, eve] = [await addUser('ada'), await addUser('eve')]
  await furnish(ada.user.id)
  await furnish(eve.user.id)
  expect(await call('DELETE', '/account', { bearer: ada.token })).toEqual({
    outcome: '200',
    body: { deleted: true, revoked_sessions: 1, revoked_api_keys: 1, unlinked_accounts: 1 },
  })
  const left = async (userId: string) => [
    await stores.users.findById(userId),
    await stores.credentials.find(userId, 'password'),
    await stores.credentials.find(userId, 'totp'),
    ...(await stores.sessions.listByUser(userId, clock())),
    ...(await stores.accounts.listByUser(userId)),
    ...(await stores.apiKeys.listByUser(userId, clock())),
  ]
  expect((await left(ada.user.id)).filter(each => each !== null)).toEqual([])
  expect((await left(eve.user.id)).filter(each => each !== null)).toHaveLength(6)
  expect((await call('GET', '/me', { bearer: ada.token })).body.user_id).toBeNull()
})

it('keeps an organization from losing its last owner, and takes its members out', async () => {
  const { addUser, call, stores } = createHarness()
  const [ada, eve] = [await addUser('ada'), await addUser('eve')]
  const organization = { id: 'org_1', name: 'Acme', createdAt: 1 }
  await stores.orgs.insert(organization, { orgId: 'org_1', userId: ada.user.id, role: 'owner', joinedAt: 1 })
  await stores.orgs.insertMember({ orgId: 'org_1', userId: eve.user.id, role: 'admin', joinedAt: 2 })
  expect((await call('DELETE', '/account', { bearer: ada.token })).outcome).toBe('409 LAST_OWNER')
  expect((await call('GET', '/me', { bearer: ada.token })).body.user_id).toBe(ada.user.id)
  await stores.orgs.updateRole('org_1', eve.user.id, 'owner')
  const answers = await Promise.all([ada, eve].map(({ token }) => call('DELETE', '/account', { bearer: token })))
  expect(answers.map(answer => answer.outcome).sort()).toEqual(['200', '409 LAST_OWNER'])
  expect(await stores.orgs.listMembers('org_1')).toMatchObject([{ role: 'owner' }])
})

it('needs a fresh session, and of parallel calls one deletes', async () => {
  const { addUser, call, clock } = createHarness()
  const { token } = await addUser('ada')
  expect((await call('DELETE', '/account')).outcome).toBe('401 AUTH_REQUIRED')
  clock.now += 901
  expect((await call('DELETE', '/account', { bearer: token })).outcome).toBe('403 REAUTH_REQUIRED')
  clock.now -= 901
  const answers = await Promise.all(Array.from({ length: 10 }, () => call('DELETE', '/account', { bearer: token })))
  expect(answers.filter(answer => answer.outcome === '200')).toHaveLength(1)
  expect(answers.filter(answer => answer.outcome === '401 AUTH_REQUIRED')).toHaveLength(9)
})
