import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { race } from '../race.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'

/** Touch and update. */
export const sessionTouchCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'touch: moves lastUsedAt forward, never back, and changes nothing else',
    async run({ sessions }) {
      const session = testSession({ lastUsedAt: now })
      await sessions.insert(session)
      for (const [lastUsedAt, expected] of [
        [now + 10, now + 10],
        [now + 5, now + 10],
        [now + 11, now + 11],
      ] as const) {
        await sessions.touch([{ tokenHash: session.tokenHash, lastUsedAt }])
        assert.deepEqual(await sessions.find(session.tokenHash, now), { ...session, lastUsedAt: expected })
      }
    },
  },
  {
    name: 'touch: takes none, many, and the same session twice',
    async run({ sessions }) {
      const made = Array.from({ length: 250 }, () => testSession())
      for (const session of made) await sessions.insert(session)
      await sessions.touch([])
      const touches = made.map(({ tokenHash }, index) => ({ tokenHash, lastUsedAt: now + 1 + index }))
      await sessions.touch([...touches, ...touches.map(touch => ({ ...touch, lastUsedAt: now }))])
      for (const { tokenHash, lastUsedAt } of touches) {
        assert.equal((await sessions.find(tokenHash, now))?.lastUsedAt, lastUsedAt)
      }
    },
  },
  {
    name: 'touch: of 50 concurrent callers the latest time is kept',
    async run({ sessions }) {
      const { tokenHash } = testSession()
      await sessions.insert(testSession({ tokenHash }))
      await race(index => sessions.touch([{ tokenHash, lastUsedAt: now + ((index * 7) % 50) }]))
      assert.equal((await sessions.find(tokenHash, now))?.lastUsedAt, now + 49)
    },
  },
  {
    name: 'touch: a session that is gone stays gone',
    async run({ sessions }) {
      const { id, tokenHash, userId } = testSession()
      await sessions.insert(testSession({ id, tokenHash, userId }))
      await sessions.revoke(userId, id, now)
      await sessions.touch([{ tokenHash, lastUsedAt: now + 1 }])
      assert.equal(await sessions.find(tokenHash, now), null)
    },
  },
  {
    name: 'touch: together with revocations, no revoked session comes back',
    async run({ sessions }) {
      const { userId } = testSession()
      const made = await race(async () => testSession({ userId }))
      for (const session of made) await sessions.insert(session)
      await race(async index => {
        const { id, tokenHash } = made[index] ?? testSession()
        await Promise.all([sessions.touch([{ tokenHash, lastUsedAt: now + 1 }]), sessions.revoke(userId, id, now)])
      })
      assert.deepEqual(await sessions.listByUser(userId, now), [])
    },
  },
  {
    name: 'update: writes the roles into every session of the user and into no other',
    async run({ sessions }) {
      const { userId } = testSession()
      const own = [testSession({ userId, createdAt: now + 1 }), testSession({ userId, roles: [] })]
      const other = testSession()
      for (const session of [...own, other]) await sessions.insert(session)
      for (const roles of [['owner', 'a,b'], []]) {
        await sessions.update(userId, { roles })
        const expected = own.map(session => ({ ...session, roles }))
        assert.deepEqual(await sessions.listByUser(userId, now), expected)
        for (const session of expected) assert.deepEqual(await sessions.find(session.tokenHash, now), session)
      }
      assert.deepEqual(await sessions.find(other.tokenHash, now), other)
    },
  },
]
