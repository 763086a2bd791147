import { expect, it } from 'vitest'
import { type AuthContext, anonymous } from './auth-context.ts'
import { guarded, requireAuth, requireRole, requireScope, requireTenant } from './guard.ts'
import { jsonReply } from './reply.ts'

const as = (auth: Partial<AuthContext>) => ({ auth: async () => ({ ...anonymous, ...auth }) })
const user = { userId: 'usr_1' }
const guest = { userId: 'guest_1', isGuest: true }
const admin = { isAdmin: true, roles: ['admin'] }
const required = { code: 'AUTH_REQUIRED', status: 401 }
const forbidden = { code: 'FORBIDDEN', status: 403 }

it('requireAuth lets users in, and neither guests, the admin token nor anybody', async () => {
  expect((await requireAuth(as(user))).userId).toBe('usr_1')
  for (const auth of [{}, guest, admin]) await expect(requireAuth(as(auth))).rejects.toMatchObject(required)
})

it('requireTenant lets in who has chosen an organization', async () => {
  expect((await requireTenant(as({ ...user, tenantId: 'org_1' }))).tenantId).toBe('org_1')
  await expect(requireTenant(as(user))).rejects.toMatchObject(forbidden)
  await expect(requireTenant(as(guest))).rejects.toMatchObject(required)
})

it('requireRole wants the whole name of a role; the admin token has every one', async () => {
  const editor = requireRole('editor')
  await editor(as({ ...user, roles: ['editor'] }))
  await editor(as(admin))
  await expect(editor(as({ ...user, roles: ['edit', 'editors'] }))).rejects.toMatchObject(forbidden)
  await expect(editor(as({ ...guest, roles: ['editor'] }))).rejects.toMatchObject(required)
})

it.each([
  [null, 'docs:read', true],
  [[], 'docs:read', false],
  [['docs:read'], 'docs:read', true],
  [['docs'], 'docs:read', false],
  [['docs:*'], 'docs:read', true],
  [['docs:*'], 'docs:read:all', true],
  [['docs:*'], 'docs', false],
  [['docs:*'], 'docsecret:read', false],
  [['doc*'], 'docs:read', false],
  [['*'], 'docs:read', true],
  [['*:read'], 'docs:read', false],
])('of scopes %j, %s is reached: %s', async (scopes, scope, isReached) => {
  const answer = requireScope(scope)(as({ ...user, scopes }))
  if (isReached) expect((await answer).userId).toBe('usr_1')
  else await expect(answer).rejects.toMatchObject(forbidden)
})

it('guarded runs a route for those whom the guard lets in', async () => {
  const route = guarded(requireRole('editor'), {
    method: 'GET',
    path: '/x',
    auth: 'anyone',
    handle: async () => jsonReply(200, 'in'),
  })
  expect((await route.handle(as({ ...user, roles: ['editor'] }) as never)).status).toBe(200)
  await expect(route.handle(as(user) as never)).rejects.toMatchObject(forbidden)
})
