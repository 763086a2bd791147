import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { race } from '../race.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { sweepTime as now, sweepAll } from '../sweep-all.ts'
import { uniqueHash } from '../unique.ts'

/** Sweep and count. */
export const sessionSweepCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'sweep: deletes what has expired and nothing else',
    async run({ sessions }) {
      const kept = [testSession({ expiresAt: now + 1 }), testSession({ expiresAt: 0 })]
      const swept = [testSession({ expiresAt: now }), testSession({ expiresAt: now - 1_000 })]
      for (const session of [...kept, ...swept]) await sessions.insert(session)
      await sweepAll(sessions)
      for (const session of kept) assert.deepEqual(await sessions.find(session.tokenHash, now), session)
      for (const { tokenHash } of swept) assert.equal(await sessions.find(tokenHash, now - 2_000), null)
    },
  },
  {
    name: 'sweep: deletes at most `limit` and answers how many',
    async run({ sessions }) {
      await sweepAll(sessions)
      for (let made = 0; made < 130; made++) await sessions.insert(testSession({ expiresAt: now - (made % 7) }))
      assert.equal(await sessions.sweep(now, 60), 60)
      assert.equal(await sessions.sweep(now, 60), 60)
      assert.equal(await sessions.sweep(now, 60), 10)
      assert.equal(await sessions.sweep(now, 60), 0)
    },
  },
  {
    name: 'sweep: a session that was replaced by a longer one stays, under a new token and under the same',
    async run({ sessions }) {
      const [renewed, extended] = [testSession({ expiresAt: now }), testSession({ expiresAt: now })]
      const later = { expiresAt: now + 60 }
      const tokenHash = uniqueHash()
      for (const session of [renewed, extended]) await sessions.insert(session)
      await sessions.replace(renewed.tokenHash, { ...later, tokenHash }, now - 60)
      await sessions.replace(extended.tokenHash, later, now - 60)
      await sweepAll(sessions)
      assert.deepEqual(await sessions.find(tokenHash, now), { ...renewed, ...later, tokenHash })
      assert.deepEqual(await sessions.find(extended.tokenHash, now), { ...extended, ...later })
    },
  },
  {
    name: 'sweep: 50 concurrent callers together count every session once',
    async run({ sessions }) {
      await sweepAll(sessions)
      for (let made = 0; made < 120; made++) await sessions.insert(testSession({ expiresAt: now }))
      const answers = await race(() => sessions.sweep(now, 10))
      assert.equal(
        answers.reduce((sum, swept) => sum + swept),
        120,
      )
    },
  },
  {
    name: 'count: follows inserts, replacements, revocations and sweeps',
    async run({ sessions }) {
      await sweepAll(sessions)
      const before = await sessions.count()
      const [first, second, third] = [testSession(), testSession(), testSession({ expiresAt: now })]
      for (const session of [first, second, third]) await sessions.insert(session)
      assert.equal(await sessions.count(), before + 3)
      await sessions.replace(first.tokenHash, { tokenHash: uniqueHash() }, now)
      assert.equal(await sessions.count(), before + 3)
      await sessions.revoke(second.userId, second.id, now)
      await sessions.sweep(now, 10)
      assert.equal(await sessions.count(), before + 1)
    },
  },
]
