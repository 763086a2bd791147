import { expect, it } from 'vitest'
import { createHarness, type Person } from './harness.ts'

async function invited(options = {}) {
  const harness = createHarness(options)
  const { orgId, people } = await harness.withOrg('owner', 'admin', 'member')
  const [owner, admin] = people as [Person, Person, Person]
  const invite = async (body: unknown = { email: 'new@example.com' }, by = owner) =>
    by.call('POST', `/orgs/${orgId}/invites`, body)
  return { ...harness, orgId, owner, admin, invite }
}

it('invites by mail, and the invited joins once', async () => {
  const { invite, mails, signedIn, orgId, owner, events } = await invited()
  const made = await invite({ email: ' New@Example.com ', role: 'admin' })
  expect(made).toEqual({
    outcome: '201',
    body: {
      id: expect.stringMatching(/^inv_/),
      email: 'new@example.com',
      role: 'admin',
      expires_at: 1_800_604_800,
      dev_token: expect.stringMatching(/^pyloni_[0-9a-f]{64}$/),
    },
  })
  const token = made.body.dev_token
  expect(mails).toMatchObject([
    { to: 'new@example.com', template: 'org_invite', values: { org_name: 'Acme', inviter: 'owner0', days: '7' } },
  ])
  expect(mails[0]?.values.url).toBe(`http://localhost:4321/api/auth/invites/${token}`)
  const listed = (await owner.call('GET', `/orgs/${orgId}/invites`)).body
  expect(listed).toHaveLength(1)
  expect(JSON.stringify([listed, events])).not.toContain(token.slice(7))

  const newcomer = await signedIn('new')
  expect((await newcomer.call('POST', `/invites/${token}/accept`)).body).toEqual({ org_id: orgId, role: 'admin' })
  expect((await newcomer.call('POST', `/invites/${token}/accept`)).outcome).toBe('404 INVITE_NOT_FOUND')
  expect((await newcomer.call('GET', '/orgs')).body).toMatchObject([{ id: orgId, role: 'admin' }])
})

it('is good for the invited alone, and only with a verified address', async () => {
  const { invite, signedIn, stores, clock } = await invited()
  const token = (await invite()).body.dev_token
  const eve = await signedIn('eve')
  expect((await eve.call('POST', `/invites/${token}/accept`)).outcome).toBe('403 WRONG_EMAIL')
  const unverified = await signedIn('new', { isEmailVerified: false })
  expect((await unverified.call('POST', `/invites/${token}/accept`)).outcome).toBe('403 EMAIL_NOT_VERIFIED')
  await stores.users.update(unverified.user.id, { isEmailVerified: true }, false, clock())
  expect((await unverified.call('POST', `/invites/${token}/accept`)).outcome).toBe('200')
})

it('of 20 parallel accepts one joins', async () => {
  const { invite, signedIn } = await invited()
  const token = (await invite()).body.dev_token
  const newcomer = await signedIn('new')
  const answers = await Promise.all(Array.from({ length: 20 }, () => newcomer.call('POST', `/invites/${token}/accept`)))
  expect(answers.filter(answer => answer.outcome === '200')).toHaveLength(1)
  expect(answers.filter(answer => answer.outcome === '404 INVITE_NOT_FOUND')).toHaveLength(19)
})

it('ends with its week, with a revocation, with a newer one, with the organization', async () => {
  const { invite, signedIn, owner, orgId, clock } = await invited()
  const newcomer = await signedIn('new')
  const outcomeOf = async (token: string) => (await newcomer.call('POST', `/invites/${token}/accept`)).outcome
  const expired = (await invite()).body.dev_token
  clock.now += 7 * 86_400
  expect(await outcomeOf(expired)).toBe('404 INVITE_NOT_FOUND')
  const older = (await invite()).body.dev_token
  const newer = (await invite()).body
  expect(await outcomeOf(older)).toBe('404 INVITE_NOT_FOUND')
  const path = `/orgs/${orgId}/invites`
  expect((await owner.call('DELETE', `${path}/${newer.id}`)).outcome).toBe('200')
  expect((await owner.call('DELETE', `${path}/${newer.id}`)).outcome).toBe('404 INVITE_NOT_FOUND')
  expect(await outcomeOf(newer.dev_token)).toBe('404 INVITE_NOT_FOUND')
  const last = (await invite()).body.dev_token
  clock.now -= 7 * 86_400 // so that deleting is still fresh
  await owner.call('DELETE', `/orgs/${orgId}`)
  expect(await outcomeOf(last)).toBe('404 INVITE_NOT_FOUND')
})

it('a member who accepts stays what they are, and the invite stays', async () => {
  const { invite, admin, owner, orgId } = await invited()
  const token = (await invite({ email: admin.user.email, role: 'member' })).body.dev_token
  expect((await admin.call('POST', `/invites/${token}/accept`)).outcome).toBe('409 ALREADY_MEMBER')
  expect((await admin.call('GET', `/orgs/${orgId}`)).body.role).toBe('admin')
  expect((await owner.call('GET', `/orgs/${orgId}/invites`)).body).toHaveLength(1)
})

it.each([
  [{}, '400 INVALID_EMAIL'],
  [{ email: 'nobody' }, '400 INVALID_EMAIL'],
  [{ email: 'a@example.com, b@example.com' }, '400 INVALID_EMAIL'],
  [{ email: 'a@example.com\r\nBcc: b@example.com' }, '400 INVALID_EMAIL'],
  [{ email: 5 }, '400 INVALID_REQUEST'],
  [{ email: 'a@example.com', role: 'root' }, '400 BAD_ROLE'],
  [{ email: 'a@example.com', role: 5 }, '400 INVALID_REQUEST'],
])('refuses to invite %j', async (body, outcome) => {
  const { invite, mails } = await invited()
  expect((await invite(body)).outcome).toBe(outcome)
  expect(mails).toEqual([])
})

it.each(['x', 'pyloni_', `pyloni_${'0'.repeat(64)}`, 'pylon_', '%00', 'a'.repeat(1_000)])(
  'knows no invite %.20s',
  async token => {
    const { signedIn } = createHarness()
    const answer = await (await signedIn('ada')).call('POST', `/invites/${token}/accept`)
    expect(answer.outcome).toMatch(/^404 /)
  },
)

it('outside development no token leaves but by mail, and without mail nobody is invited', async () => {
  const { invite, mails } = await invited({ showsSecrets: false })
  expect((await invite()).body).not.toHaveProperty('dev_token')
  expect(mails).toHaveLength(1)
  const mailless = await invited({ showsSecrets: false, mailer: null })
  expect((await mailless.invite()).outcome).toBe('501 EMAIL_NOT_CONFIGURED')
})

it('an organization sends at most 100 invites in an hour', async () => {
  const { invite } = await invited()
  const answers: string[] = []
  for (let at = 0; at < 101; at++) answers.push((await invite({ email: `new${at}@example.com` })).outcome)
  expect(new Set(answers.slice(0, 100))).toEqual(new Set(['201']))
  expect(answers[100]).toBe('429 RATE_LIMITED')
})
