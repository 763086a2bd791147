import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { textWithNul } from '../hostile-texts.ts'
import { countOf, race, racers } from '../race.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const sessionRevokeCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'revoke: answers true once, and the session is gone',
    async run({ sessions }) {
      const session = testSession()
      const other = testSession({ userId: session.userId })
      await sessions.insert(session)
      await sessions.insert(other)
      assert.equal(await sessions.revoke(session.userId, session.id, now), true)
      assert.equal(await sessions.revoke(session.userId, session.id, now), false)
      assert.equal(await sessions.find(session.tokenHash, now), null)
      assert.deepEqual(await sessions.listByUser(session.userId, now), [other])
    },
  },
  {
    name: 'revoke: nobody revokes the session of another user',
    async run({ sessions }) {
      const session = testSession()
      await sessions.insert(session)
      for (const id of [session.id, unique('ses_'), '', '%', textWithNul]) {
        assert.equal(await sessions.revoke(unique('usr_'), id, now), false)
      }
      assert.deepEqual(await sessions.find(session.tokenHash, now), session)
    },
  },
  {
    name: 'revoke: answers false for an expired session, and a clock set back does not revive it',
    async run({ sessions }) {
      const session = testSession({ expiresAt: now + 60 })
      await sessions.insert(session)
      assert.equal(await sessions.revoke(session.userId, session.id, now + 60), false)
      assert.equal(await sessions.find(session.tokenHash, now), null)
    },
  },
  {
    name: 'revoke: of 50 concurrent callers exactly one gets true',
    async run({ sessions }) {
      const { userId, id } = testSession()
      await sessions.insert(testSession({ userId, id }))
      assert.equal(countOf(await race(() => sessions.revoke(userId, id, now)), true), 1)
    },
  },
  {
    name: 'revokeByUser: revokes all of them and answers how many were live',
    async run({ sessions }) {
      const { userId } = testSession()
      const other = testSession()
      const own = [
        testSession({ userId }),
        testSession({ userId, expiresAt: 0 }),
        testSession({ userId, expiresAt: now }),
      ]
      for (const session of [...own, other]) await sessions.insert(session)
      assert.equal(await sessions.revokeByUser(userId, null, now), 2)
      assert.equal(await sessions.revokeByUser(userId, null, now), 0)
      for (const { tokenHash } of own) assert.equal(await sessions.find(tokenHash, now - 60), null)
      assert.deepEqual(await sessions.find(other.tokenHash, now), other)
    },
  },
  {
    name: 'revokeByUser: spares the one that it is told to',
    async run({ sessions }) {
      const { userId } = testSession()
      const current = testSession({ userId })
      for (const session of [testSession({ userId }), current, testSession({ userId })]) await sessions.insert(session)
      assert.equal(await sessions.revokeByUser(userId, current.id, now), 2)
      assert.deepEqual(await sessions.listByUser(userId, now), [current])
    },
  },
  {
    name: 'revokeByUser: spares nobody for the id of a session of another user',
    async run({ sessions }) {
      const session = testSession()
      const other = testSession()
      await sessions.insert(session)
      await sessions.insert(other)
      assert.equal(await sessions.revokeByUser(session.userId, other.id, now), 1)
      assert.deepEqual(await sessions.find(other.tokenHash, now), other)
    },
  },
  {
    name: 'revokeByUser: 50 concurrent callers together count every session once',
    async run({ sessions }) {
      const { userId } = testSession()
      for (let made = 0; made < racers; made++) await sessions.insert(testSession({ userId }))
      const answers = await race(() => sessions.revokeByUser(userId, null, now))
      assert.equal(
        answers.reduce((sum, revoked) => sum + revoked),
        racers,
      )
    },
  },
]
