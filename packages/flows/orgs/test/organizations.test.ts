import { expect, it } from 'vitest'
import { createHarness, type Person } from './harness.ts'

it('makes an organization that its maker owns, shows it, renames it, lists it', async () => {
  const { signedIn } = createHarness()
  const ada = await signedIn('ada')
  const made = await ada.call('POST', '/orgs', { name: ' Acme ', role: 'member', id: 'org_mine' })
  expect(made).toEqual({
    outcome: '201',
    body: { id: expect.stringMatching(/^org_[0-9a-f]{32}$/), name: 'Acme', role: 'owner', created_at: 1_800_000_000 },
  })
  const path = `/orgs/${made.body.id}`
  expect((await ada.call('GET', path)).body).toEqual(made.body)
  expect((await ada.call('PATCH', path, { name: 'Beta' })).body).toEqual({ ...made.body, name: 'Beta' })
  expect((await ada.call('GET', '/orgs')).body).toEqual([{ ...made.body, name: 'Beta' }])
})

it.each([{}, { name: '' }, { name: '  ' }, { name: 5 }, { name: 'x'.repeat(101) }, { name: 'a\nb' }])(
  'refuses to make %j',
  async body => {
    const { signedIn } = createHarness()
    expect((await (await signedIn('ada')).call('POST', '/orgs', body)).outcome).toBe('400 INVALID_REQUEST')
  },
)

it('who is no member sees nothing of an organization, not even that it is there', async () => {
  const { withOrg, signedIn } = createHarness()
  const { orgId, people } = await withOrg('owner', 'member')
  const eve = await signedIn('eve')
  const member = people[1]?.user.id
  for (const id of [orgId, 'org_unknown']) {
    for (const [method, path, body] of [
      ['GET', `/orgs/${id}`],
      ['PATCH', `/orgs/${id}`, { name: 'x' }],
      ['DELETE', `/orgs/${id}`],
      ['GET', `/orgs/${id}/members`],
      ['PUT', `/orgs/${id}/members/${member}`, { role: 'owner' }],
      ['DELETE', `/orgs/${id}/members/${member}`],
      ['DELETE', `/orgs/${id}/members/${eve.user.id}`],
      ['POST', `/orgs/${id}/invites`, { email: 'x@example.com' }],
      ['GET', `/orgs/${id}/invites`],
      ['DELETE', `/orgs/${id}/invites/inv_1`],
    ] as const) {
      expect((await eve.call(method, path, body)).outcome, `${method} ${path}`).toBe('404 ORG_NOT_FOUND')
    }
  }
  expect((await eve.call('GET', '/orgs')).body).toEqual([])
})

it('the table of rights: what members, admins and owners may', async () => {
  const attempts = [
    ['PATCH', '', { name: 'x' }, 'admin'],
    ['DELETE', '', undefined, 'owner'],
    ['POST', '/invites', { email: 'x@example.com' }, 'admin'],
    ['POST', '/invites', { email: 'x@example.com', role: 'admin' }, 'admin'],
    ['POST', '/invites', { email: 'x@example.com', role: 'owner' }, 'owner'],
    ['GET', '/invites', undefined, 'admin'],
    ['PUT', '/members/usr_member3', { role: 'admin' }, 'admin'],
    ['PUT', '/members/usr_member3', { role: 'owner' }, 'owner'],
    ['PUT', '/members/usr_owner0', { role: 'member' }, 'owner'],
    ['DELETE', '/members/usr_member3', undefined, 'admin'],
    ['DELETE', '/members/usr_owner0', undefined, 'owner'],
  ] as const
  const rank = { member: 0, admin: 1, owner: 2 }
  for (const [method, path, body, least] of attempts) {
    for (const role of ['member', 'admin', 'owner'] as const) {
      const { withOrg } = createHarness()
      const { orgId, people } = await withOrg('owner', 'owner', 'admin', 'member', 'member')
      const actor = people[{ owner: 1, admin: 2, member: 4 }[role]] as Person
      const { outcome } = await actor.call(method, `/orgs/${orgId}${path}`, body)
      const expected = rank[role] >= rank[least] ? /^20[01]$/ : /^403 FORBIDDEN$/
      expect(outcome, `${role}: ${method} ${path} ${JSON.stringify(body)}`).toMatch(expected)
    }
  }
})

it('roles that the application names have a member’s rights; others are refused', async () => {
  const { withOrg } = createHarness({ roles: ['billing'] })
  const { orgId, people } = await withOrg('owner', 'member')
  const [owner, member] = people as [Person, Person]
  const path = `/orgs/${orgId}/members/${member.user.id}`
  expect((await owner.call('PUT', path, { role: 'billing' })).outcome).toBe('200')
  expect((await member.call('PATCH', `/orgs/${orgId}`, { name: 'x' })).outcome).toBe('403 FORBIDDEN')
  expect((await owner.call('PUT', path, { role: 'root' })).outcome).toBe('400 BAD_ROLE')
  expect((await owner.call('PUT', path, {})).outcome).toBe('400 BAD_ROLE')
  expect((await owner.call('PUT', path, { role: ['owner'] })).outcome).toBe('400 INVALID_REQUEST')
  expect(() => createHarness({ roles: ['Not A Role'] })).toThrow('no name of a role')
})

it('chooses an organization, and the role there stands beside one’s own', async () => {
  const { signedIn, call } = createHarness()
  const ada = await signedIn('ada', { roles: ['editor'] })
  const { id } = (await ada.call('POST', '/orgs', { name: 'Acme' })).body
  expect((await ada.call('POST', '/select-org', { orgId: id })).body).toEqual({
    tenant_id: id,
    roles: ['editor', 'owner'],
  })
  expect((await ada.call('GET', '/me')).body).toMatchObject({ tenant_id: id, roles: ['editor', 'owner'] })
  const refreshed = (await ada.call('POST', '/refresh')).body.token
  expect((await call('GET', '/me', { bearer: refreshed })).body).toMatchObject({ tenant_id: id })
  const none = await call('POST', '/select-org', { bearer: refreshed, body: { orgId: null } })
  expect(none.body).toEqual({ tenant_id: null, roles: ['editor'] })
})

it.each([
  [{}, '400 MISSING_ORG_ID'],
  [{ org_id: 'org_1' }, '400 MISSING_ORG_ID'],
  [{ orgId: 5 }, '400 INVALID_REQUEST'],
  [{ orgId: '' }, '400 INVALID_REQUEST'],
  [{ orgId: 'org_unknown' }, '403 NOT_A_MEMBER'],
])('select-org refuses %j', async (body, outcome) => {
  const { signedIn } = createHarness()
  expect((await (await signedIn('ada')).call('POST', '/select-org', body)).outcome).toBe(outcome)
})

it('a demotion, a removal and a deletion bite on the very next request', async () => {
  const { withOrg } = createHarness()
  const { orgId, people } = await withOrg('owner', 'admin', 'member')
  const [owner, admin, member] = people as [Person, Person, Person]
  for (const person of people) await person.call('POST', '/select-org', { orgId })
  const meOf = async (person: Person) => {
    const { tenant_id, roles } = (await person.call('GET', '/me')).body
    return { tenant_id, roles }
  }
  await owner.call('PUT', `/orgs/${orgId}/members/${admin.user.id}`, { role: 'member' })
  expect(await meOf(admin)).toEqual({ tenant_id: orgId, roles: ['member'] })
  await owner.call('DELETE', `/orgs/${orgId}/members/${member.user.id}`)
  expect(await meOf(member)).toEqual({ tenant_id: null, roles: [] })
  expect((await member.call('POST', '/select-org', { orgId })).outcome).toBe('403 NOT_A_MEMBER')
  expect((await owner.call('DELETE', `/orgs/${orgId}`)).outcome).toBe('200')
  expect(await Promise.all([owner, admin].map(meOf))).toEqual([
    { tenant_id: null, roles: [] },
    { tenant_id: null, roles: [] },
  ])
})

it('a removal that meets a choice leaves nobody in an organization they are not in', async () => {
  for (let round = 0; round < 10; round++) {
    const { withOrg } = createHarness()
    const { orgId, people } = await withOrg('owner', 'member')
    const [owner, member] = people as [Person, Person]
    const [removed] = await Promise.all([
      owner.call('DELETE', `/orgs/${orgId}/members/${member.user.id}`),
      ...Array.from({ length: 5 }, () => member.call('POST', '/select-org', { orgId })),
    ])
    expect(removed?.outcome).toBe('200')
    expect((await member.call('GET', '/me')).body).toMatchObject({ tenant_id: null, roles: [] })
  }
})

it('never leaves an organization without an owner, however many go at once', async () => {
  const { withOrg, stores } = createHarness()
  const { orgId, people } = await withOrg('owner', 'owner', 'owner', 'owner')
  const answers = await Promise.all(
    people.map((person, at) =>
      at % 2 === 0
        ? person.call('DELETE', `/orgs/${orgId}/members/${person.user.id}`)
        : person.call('PUT', `/orgs/${orgId}/members/${person.user.id}`, { role: 'member' }),
    ),
  )
  expect(answers.filter(answer => answer.outcome === '409 LAST_OWNER')).toHaveLength(1)
  expect((await stores.orgs.listMembers(orgId)).filter(member => member.role === 'owner')).toHaveLength(1)
})

it('lists members with who they are', async () => {
  const { withOrg } = createHarness()
  const { orgId, people } = await withOrg('owner', 'member')
  expect((await people[1]?.call('GET', `/orgs/${orgId}/members`))?.body).toEqual([
    {
      user_id: 'usr_owner0',
      email: 'owner0@example.com',
      display_name: 'owner0',
      role: 'owner',
      joined_at: 1_800_000_000,
    },
    {
      user_id: 'usr_member1',
      email: 'member1@example.com',
      display_name: 'member1',
      role: 'member',
      joined_at: 1_800_000_001,
    },
  ])
  const missing = await people[0]?.call('DELETE', `/orgs/${orgId}/members/usr_nobody`)
  expect(missing?.outcome).toBe('404 NOT_A_MEMBER')
})

it('deleting an organization needs a fresh session', async () => {
  const { withOrg, clock } = createHarness()
  const { orgId, people } = await withOrg('owner')
  clock.now += 901
  expect((await people[0]?.call('DELETE', `/orgs/${orgId}`))?.outcome).toBe('403 REAUTH_REQUIRED')
})
