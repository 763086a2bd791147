import assert from 'node:assert/strict'
import type { Session, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { uniqueHash } from '../unique.ts'

/** Users with more sessions than fit in one step of a store. */
export const sessionManyCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'listByUser: 200 sessions come newest first, of one second the last inserted first',
    async run({ sessions }) {
      const { userId } = testSession()
      const made = Array.from({ length: 200 }, (_, at) => testSession({ userId, createdAt: now + ((at * 7) % 20) }))
      for (const session of made) await sessions.insert(session)
      const newestFirst = made.toReversed().toSorted((a, b) => b.createdAt - a.createdAt)
      assert.deepEqual(await sessions.listByUser(userId, now), newestFirst)
    },
  },
  {
    name: 'revokeByUser: 500 sessions go at once, but for the one that it spares',
    async run({ sessions }) {
      const { userId } = testSession()
      const made = await insertMany(sessions, userId, 500)
      const spared = made[250] ?? testSession()
      assert.equal(await sessions.revokeByUser(userId, spared.id, now), 499)
      assert.deepEqual(await sessions.listByUser(userId, now), [spared])
      for (const { tokenHash } of made.filter(({ id }) => id !== spared.id)) {
        assert.equal(await sessions.find(tokenHash, now), null)
      }
    },
  },
  {
    name: 'update: reaches 300 sessions of a user',
    async run({ sessions }) {
      const { userId } = testSession()
      await insertMany(sessions, userId, 300)
      await sessions.update(userId, { roles: ['owner'] })
      const roles = (await sessions.listByUser(userId, now)).map(session => session.roles.join())
      assert.deepEqual(roles, Array(300).fill('owner'))
    },
  },
  {
    name: 'update: ends the choice of an organization in half of 300 sessions of a user',
    async run({ sessions }) {
      const { userId } = testSession()
      const tenantIds = Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? 'org_even' : 'org_odd'))
      for (const tenantId of tenantIds) await sessions.insert(testSession({ userId, tenantId, tenantRole: 'member' }))
      await sessions.update(userId, { tenant: { id: 'org_odd', role: null } })
      const tenants = (await sessions.listByUser(userId, now)).map(({ tenantId, tenantRole }) => [tenantId, tenantRole])
      assert.equal(tenants.filter(([id, role]) => id === 'org_even' && role === 'member').length, 150)
      assert.equal(tenants.filter(([id, role]) => id === null && role === null).length, 150)
    },
  },
  {
    name: 'touch: in one call with duplicates in any order, unknown, replaced and revoked ones, the latest time counts',
    async run({ sessions }) {
      const { userId } = testSession()
      const [known, replaced, revoked] = (await insertMany(sessions, userId, 3)) as [Session, Session, Session]
      const next = { ...replaced, tokenHash: uniqueHash() }
      await sessions.replace(replaced.tokenHash, { tokenHash: next.tokenHash }, now)
      await sessions.revoke(userId, revoked.id, now)
      const touched = [known, replaced, revoked, { tokenHash: uniqueHash() }]
      const times = [now + 5, now + 9, now - 5, now + 7]
      await sessions.touch(times.flatMap(lastUsedAt => touched.map(({ tokenHash }) => ({ tokenHash, lastUsedAt }))))
      assert.deepEqual(await sessions.listByUser(userId, now), [next, { ...known, lastUsedAt: now + 9 }])
      for (const { tokenHash } of touched.slice(1)) assert.equal(await sessions.find(tokenHash, now), null)
    },
  },
]

async function insertMany(sessions: Stores['sessions'], userId: string, howMany: number): Promise<readonly Session[]> {
  const made = Array.from({ length: howMany }, () => testSession({ userId }))
  for (const session of made) await sessions.insert(session)
  return made
}
