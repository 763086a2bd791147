import { type Authenticator, anonymous, bearerFrom, createApp, type JsonObject } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { beforeEach, describe, expect, it } from 'vitest'
import { openLog } from '../../test/sealed-log.ts'
import { someEvent } from '../../test/some-event.ts'
import { tableStore, tablesOf } from '../../test/table-store.ts'
import type { AuditLog } from '../log/audit-log.ts'
import { auditAdminRoutes, auditFlow } from './index.ts'

/** Callers by what they present: `<user>.<organization>.<how>`. */
const callers: Authenticator = {
  name: 'callers',
  async authenticate(ctx) {
    const [user = '', org = '', via = 'session'] = bearerFrom(ctx)?.split('.') ?? []
    if (user === 'operator') return { ...anonymous, via: 'admin-token', isAdmin: true }
    if (user === '') return null
    return {
      ...anonymous,
      via: via as 'session',
      userId: `usr_${user}`,
      sessionId: `ses_${user}`,
      tenantId: org || null,
    }
  },
}

let stores: ReturnType<typeof memoryStores>
let log: AuditLog
let ask: (path: string, bearer?: string) => Promise<{ readonly status: number; readonly body: Body }>

interface Body extends JsonObject {
  readonly events: readonly (JsonObject & { readonly actor: JsonObject })[]
  readonly next: string | null
}

const actions = ({ body }: { readonly body: Body }) => body.events.map(({ action }) => action)

function appOf(audit: AuditLog) {
  const flows = [auditFlow({ log: audit, stores })]
  return createApp({ authenticators: [callers], flows, routes: auditAdminRoutes({ log: audit }) })
}

const asker = (audit: AuditLog) => async (path: string, bearer?: string) => {
  const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
  const response = await appOf(audit).fetch(new Request(`http://localhost${path}`, { headers }))
  return { status: response.status, body: (await response.json()) as Body }
}

beforeEach(() => {
  stores = memoryStores()
  log = openLog({ store: stores.audit }).log
  ask = asker(log)
})

const tell = async (name: string, userId: string, caller = {}, data: JsonObject = {}) => {
  await log.onEvent(someEvent({ name, userId, data }, caller))
  await log.flush()
}

describe('GET /audit', () => {
  it('lists what the caller did and what was done to them, newest first, and nothing of others', async () => {
    await tell('session.created', 'usr_ada')
    await tell('sign_in.failed', 'usr_ada')
    await tell('session.created', 'usr_bob')
    await tell('member.removed', 'usr_ada', { userId: 'usr_ada' }, { org_id: 'org_1', member_id: 'usr_bob' })
    expect(actions(await ask('/api/auth/audit', 'ada'))).toEqual([
      'member.removed',
      'sign_in.failed',
      'session.created',
    ])
    expect(actions(await ask('/api/auth/audit', 'bob'))).toEqual(['member.removed', 'session.created'])
  })

  it('tells where somebody sits only of the caller, and of those whom nobody can name', async () => {
    await tell('sign_in.failed', 'usr_ada')
    await tell('session.created', 'usr_ada')
    await tell('user.banned', 'usr_ada', { isAdmin: true })
    const bob = { userId: 'usr_bob', sessionId: 'ses_bob' }
    await tell('member.removed', 'usr_bob', bob, { org_id: 'org_1', member_id: 'usr_ada' })
    const [removed, banned, created, failed] = (await ask('/api/auth/audit', 'ada')).body.events
    const hidden = { ip: null, user_agent: null, request_id: null }
    expect(removed).toMatchObject({ ...hidden, actor: { user_id: 'usr_bob', session_id: null, admin: false } })
    expect(banned).toMatchObject({ ...hidden, actor: { user_id: null, admin: true } })
    for (const event of [created, failed]) expect(event).toMatchObject({ ip: '192.0.2.1', user_agent: 'Firefox' })
  })

  it('takes a session, and no API key, no JWT, no operator and nobody', async () => {
    expect((await ask('/api/auth/audit')).status).toBe(401)
    for (const how of ['ada..api-key', 'ada..jwt']) {
      expect(await ask('/api/auth/audit', how)).toMatchObject({
        status: 403,
        body: { error: { code: 'API_KEY_AUTH_FORBIDDEN' } },
      })
    }
    expect((await ask('/api/auth/audit', 'operator')).status).toBe(401)
  })

  it('comes in pages', async () => {
    for (let index = 0; index < 5; index++) await tell(`thing.n${index}`, 'usr_ada')
    const first = await ask('/api/auth/audit?limit=3', 'ada')
    const second = await ask(`/api/auth/audit?limit=3&before=${first.body.next}`, 'ada')
    expect([...actions(first), ...actions(second)]).toEqual([
      'thing.n4',
      'thing.n3',
      'thing.n2',
      'thing.n1',
      'thing.n0',
    ])
    expect(second.body.next).toBeNull()
  })

  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'limit=1e1',
    'limit=',
    'limit=-1',
    'before=',
    'before=1',
    'before=AAAAAAAAAAAAAAAAAAAAAA',
  ])('refuses ?%s', async query => {
    expect(await ask(`/api/auth/audit?${query}`, 'ada')).toMatchObject({
      status: 400,
      body: { error: { code: 'INVALID_REQUEST' } },
    })
  })
})

describe('GET /audit/tenant', () => {
  beforeEach(async () => {
    const organization = { id: 'org_1', name: 'Acme', createdAt: 1 }
    await stores.orgs.insert(organization, { orgId: 'org_1', userId: 'usr_ada', role: 'owner', joinedAt: 1 })
    await stores.orgs.insertMember({ orgId: 'org_1', userId: 'usr_bob', role: 'member', joinedAt: 1 })
    await stores.orgs.insertMember({ orgId: 'org_1', userId: 'usr_eve', role: 'admin', joinedAt: 1 })
    await tell('org.created', 'usr_ada', {}, { org_id: 'org_1' })
    await tell('org.created', 'usr_zoe', {}, { org_id: 'org_2' })
  })

  it('lists what happened in the organization, to its owners and administrators', async () => {
    for (const user of ['ada.org_1', 'eve.org_1']) {
      const answer = await ask('/api/auth/audit/tenant', user)
      expect(answer.body.events).toMatchObject([{ action: 'org.created', tenant_id: 'org_1' }])
    }
  })

  it('refuses members, those who chose none, and those who chose one that is not theirs', async () => {
    expect(await ask('/api/auth/audit/tenant', 'bob.org_1')).toMatchObject({
      status: 403,
      body: { error: { code: 'FORBIDDEN' } },
    })
    expect((await ask('/api/auth/audit/tenant', 'ada.org_2')).status).toBe(403)
    expect(await ask('/api/auth/audit/tenant', 'ada')).toMatchObject({
      status: 400,
      body: { error: { code: 'NO_ACTIVE_TENANT' } },
    })
  })

  it('asks for the role anew: who lost it sees nothing more, whatever their session says', async () => {
    await stores.orgs.updateRole('org_1', 'usr_eve', 'member')
    expect((await ask('/api/auth/audit/tenant', 'eve.org_1')).status).toBe(403)
    await stores.orgs.deleteMember('org_1', 'usr_eve')
    expect((await ask('/api/auth/audit/tenant', 'eve.org_1')).status).toBe(403)
  })
})

describe('/api/admin/audit', () => {
  it('lists everything, with where it came from', async () => {
    await tell('session.created', 'usr_ada')
    await tell('user.banned', 'usr_ada', { isAdmin: true })
    const { status, body } = await ask('/api/admin/audit?limit=1', 'operator')
    expect(status).toBe(200)
    expect(body.events).toMatchObject([{ action: 'user.banned', actor: { admin: true }, ip: '192.0.2.1' }])
    const next = await ask(`/api/admin/audit?limit=1&before=${body.next}`, 'operator')
    expect(next.body).toMatchObject({
      events: [{ action: 'session.created', hash: body.events[0]?.prev_hash }],
      next: null,
    })
  })

  it('verifies, and names the first entry that is broken', async () => {
    for (const user of ['a', 'b', 'c']) await tell('session.created', `usr_${user}`)
    expect((await ask('/api/admin/audit/verify', 'operator')).body).toEqual({ ok: true, entries: 3 })
    const tables = await tablesOf(stores.audit)
    const changed = tables.rows.map(row => ({ ...row, entry: row.entry.replace('usr_b', 'usr_x') }))
    const { log: broken } = openLog({ store: tableStore({ ...tables, rows: changed }) })
    const answer = await asker(broken)('/api/admin/audit/verify', 'operator')
    expect(answer.body).toEqual({ ok: false, broken_at: tables.rows[1]?.id })
  })

  it('is for the operator alone', async () => {
    for (const path of ['/api/admin/audit', '/api/admin/audit/verify']) {
      for (const bearer of [undefined, 'ada', 'ada.org_1']) expect((await ask(path, bearer)).status).toBe(403)
    }
  })
})
