import { expect, it } from 'vitest'
import { createHarness } from './harness.ts'

it('is for the admin token alone', async () => {
  const { addUser, call } = createHarness()
  const { token } = await addUser('ada', { roles: ['admin'] })
  for (const [method, path] of [
    ['GET', '/users'],
    ['GET', '/users/usr_ada'],
    ['PATCH', '/users/usr_ada'],
    ['DELETE', '/users/usr_ada'],
    ['GET', '/users/usr_ada/sessions'],
    ['DELETE', '/users/usr_ada/sessions'],
    ['GET', '/stats'],
  ] as const) {
    for (const bearer of [token, 'operator-token-of-at-least-32-characterz', '']) {
      const answer = await call(method, `/../admin${path}`, { bearer })
      expect(answer.outcome, `${method} ${path}`).toBe('403 FORBIDDEN')
    }
  }
})

it('lists users in pages, and those whom a query names', async () => {
  const { addUser, admin } = createHarness()
  for (const name of ['ada', 'bob', 'eve']) await addUser(name)
  const first = (await admin('GET', '/users?limit=2')).body
  expect(first.users.map((user: { id: string }) => user.id)).toEqual(['usr_ada', 'usr_bob'])
  const second = (await admin('GET', `/users?limit=2&cursor=${first.next}`)).body
  expect(second).toMatchObject({ users: [{ id: 'usr_eve' }], next: null })
  expect((await admin('GET', '/users?query=bob@')).body.users).toEqual([
    {
      id: 'usr_bob',
      email: 'bob@example.com',
      display_name: 'bob',
      email_verified: true,
      roles: [],
      banned: false,
      created_at: 1_800_000_000,
      updated_at: 1_800_000_000,
    },
  ])
  for (const limit of ['0', '201', 'x', '-1', '1.5']) {
    expect((await admin('GET', `/users?limit=${limit}`)).outcome).toBe('400 INVALID_REQUEST')
  }
})

it('new roles and a ban reach sessions on the next request', async () => {
  const { addUser, admin, call, events } = createHarness()
  const { token } = await addUser('ada')
  expect((await admin('PATCH', '/users/usr_ada', { roles: ['editor', 'editor'] })).body.roles).toEqual(['editor'])
  expect((await call('GET', '/me', { bearer: token })).body.roles).toEqual(['editor'])
  expect((await admin('PATCH', '/users/usr_ada', { banned: true })).body.banned).toBe(true)
  expect((await call('GET', '/me', { bearer: token })).body.user_id).toBeNull()
  expect((await admin('PATCH', '/users/usr_ada', { banned: false })).body.banned).toBe(false)
  expect((await call('GET', '/me', { bearer: token })).body.user_id).toBeNull()
  expect(events.map(event => event.name)).toEqual([
    'user.updated',
    'user.banned',
    'user.updated',
    'user.unbanned',
    'user.updated',
  ])
})

it('changes the members that are named, and no others', async () => {
  const { addUser, admin, stores } = createHarness()
  const { user } = await addUser('ada', { roles: ['editor'] })
  await admin('PATCH', '/users/usr_ada', { display_name: null, email: 'x@example.com', id: 'usr_x', authVersion: 9 })
  expect(await stores.users.findById('usr_ada')).toEqual({ ...user, displayName: null })
  await admin('PATCH', '/users/usr_ada', { email_verified: false })
  expect(await stores.users.findById('usr_ada')).toEqual({ ...user, displayName: null, isEmailVerified: false })
})

it.each([
  { roles: 'editor' },
  { roles: [5] },
  { roles: ['a b'] },
  { roles: [''] },
  { banned: 'yes' },
  { display_name: 5 },
  { display_name: 'a\u0000' },
  { email_verified: 1 },
])('refuses the change %j', async body => {
  const { addUser, admin } = createHarness()
  await addUser('ada')
  expect((await admin('PATCH', '/users/usr_ada', body)).outcome).toBe('400 INVALID_REQUEST')
})

it('shows and ends sessions, without their tokens', async () => {
  const { addUser, admin, call } = createHarness()
  const { token } = await addUser('ada')
  const list = await admin('GET', '/users/usr_ada/sessions')
  expect(list.body).toMatchObject([{ user_id: 'usr_ada', token_prefix: token.slice(0, 8) }])
  expect(JSON.stringify(list.body)).not.toContain(token.slice(8, 20))
  expect((await admin('DELETE', '/users/usr_ada/sessions')).body).toEqual({ revoked_count: 1 })
  expect((await call('GET', '/me', { bearer: token })).body.user_id).toBeNull()
})

it('deletes a user, counts what there is, and says who is not there', async () => {
  const { addUser, furnish, admin } = createHarness()
  await addUser('ada')
  await furnish('usr_ada')
  expect((await admin('GET', '/stats')).body).toEqual({ users: 1, sessions: 1 })
  expect((await admin('DELETE', '/users/usr_ada')).body).toEqual({ deleted: true, revoked_sessions: 1 })
  expect((await admin('GET', '/stats')).body).toEqual({ users: 0, sessions: 0 })
  for (const [method, path, body] of [
    ['GET', '/users/usr_ada'],
    ['PATCH', '/users/usr_ada', {}],
    ['DELETE', '/users/usr_ada'],
    ['GET', '/users/usr_ada/sessions'],
    ['DELETE', '/users/usr_ada/sessions'],
  ] as const) {
    expect((await admin(method, path, body)).outcome, `${method} ${path}`).toBe('404 USER_NOT_FOUND')
  }
})
