import assert from 'node:assert/strict'
import type { Session, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { race } from '../race.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique, uniqueHash } from '../unique.ts'

/** The active organization of a session, and the role there. */
export const sessionTenantCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'replace: gives a session an organization and a role there, changes them and takes them away',
    async run({ sessions }) {
      let session = testSession()
      await sessions.insert(session)
      const changes = [{ tenantId: 'org_1', tenantRole: 'admin' }, { tenantRole: 'a,b' }, { tenantId: 'org_2' }]
      for (const change of [...changes, { tenantId: null, tenantRole: null }, { tenantId: '', tenantRole: '' }]) {
        const expected = { ...session, ...change, tokenHash: uniqueHash() }
        const given = { ...change, tokenHash: expected.tokenHash }
        assert.deepEqual(await sessions.replace(session.tokenHash, given, now), expected)
        assert.deepEqual(await sessions.find(expected.tokenHash, now), expected)
        session = expected
      }
    },
  },
  {
    name: 'replace: leaves the organization and the role there as they are by then, when it does not name them',
    async run({ sessions }) {
      const tenantId = unique('org_')
      for (const [role, expected] of [
        ['owner', { tenantId, tenantRole: 'owner' }],
        [null, { tenantId: null, tenantRole: null }],
      ] as const) {
        const old = testSession({ tenantId, tenantRole: 'member' })
        const tokenHash = uniqueHash()
        await sessions.insert(old)
        await sessions.update(old.userId, { tenant: { id: tenantId, role } })
        assert.deepEqual(await sessions.replace(old.tokenHash, { tokenHash }, now), { ...old, ...expected, tokenHash })
      }
    },
  },
  {
    name: 'update: writes a role into the sessions with that organization alone, and leaves the roles',
    async run({ sessions }) {
      const { concerned, others } = await threeTenants(sessions)
      const tenant = { id: concerned.tenantId ?? '', role: 'owner' }
      await sessions.update(concerned.userId, { tenant })
      await expectStored(sessions, [{ ...concerned, tenantRole: 'owner' }, ...others])
    },
  },
  {
    name: 'update: a null role ends the choice in the sessions with that organization alone, and leaves the roles',
    async run({ sessions }) {
      const { concerned, others } = await threeTenants(sessions)
      await sessions.update(concerned.userId, { tenant: { id: concerned.tenantId ?? '', role: null } })
      await expectStored(sessions, [{ ...concerned, tenantId: null, tenantRole: null }, ...others])
    },
  },
  {
    name: 'update: new roles leave the organization and the role there',
    async run({ sessions }) {
      const session = testSession({ tenantId: 'org_1', tenantRole: 'admin' })
      await sessions.insert(session)
      await sessions.update(session.userId, { roles: ['owner'] })
      await expectStored(sessions, [{ ...session, roles: ['owner'] }])
    },
  },
  {
    name: 'update: roles and a role in an organization at once, and neither of them',
    async run({ sessions }) {
      const { concerned, others } = await threeTenants(sessions)
      const [elsewhere, , nowhere] = others as [Session, Session, Session]
      const id = concerned.tenantId ?? ''
      await sessions.update(concerned.userId, {})
      await expectStored(sessions, [concerned, ...others])
      for (const [role, choice] of [
        ['', { tenantId: id, tenantRole: '' }],
        [null, { tenantId: null, tenantRole: null }],
      ] as const) {
        const roles = [`with ${role}`]
        await sessions.update(concerned.userId, { roles, tenant: { id, role } })
        await expectStored(sessions, [
          { ...concerned, ...choice, roles },
          { ...elsewhere, roles },
          { ...nowhere, roles },
        ])
      }
    },
  },
  {
    name: 'update: the end of a choice reaches a session whose token is replaced at the same moment',
    async run({ sessions }) {
      await race(async index => {
        const old = testSession({ tenantId: unique('org_'), tenantRole: 'member' })
        await sessions.insert(old)
        const tokenHash = uniqueHash()
        const replace = (): Promise<unknown> => sessions.replace(old.tokenHash, { tokenHash }, now)
        const update = (): Promise<unknown> =>
          sessions.update(old.userId, { tenant: { id: old.tenantId ?? '', role: null } })
        await Promise.all(index % 2 === 0 ? [replace(), update()] : [update(), replace()])
        assert.deepEqual(await sessions.find(tokenHash, now), { ...old, tokenHash, tenantId: null, tenantRole: null })
      })
    },
  },
]

/** A session with an organization, and others that its end does not concern. */
async function threeTenants(
  sessions: Stores['sessions'],
): Promise<{ readonly concerned: Session; readonly others: readonly Session[] }> {
  const concerned = testSession({ tenantId: unique('org_'), tenantRole: 'member' })
  const { userId, tenantId } = concerned
  const others = [
    testSession({ userId, tenantId: unique('org_'), tenantRole: 'member' }),
    testSession({ userId, tenantId: (tenantId ?? '').toUpperCase(), tenantRole: 'member' }),
    testSession({ userId }),
    testSession({ tenantId, tenantRole: 'member' }),
  ]
  for (const session of [concerned, ...others]) await sessions.insert(session)
  return { concerned, others }
}

async function expectStored(sessions: Stores['sessions'], expected: readonly Session[]): Promise<void> {
  for (const session of expected) assert.deepEqual(await sessions.find(session.tokenHash, now), session)
}
