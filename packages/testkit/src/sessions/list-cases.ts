import assert from 'node:assert/strict'
import type { Session, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique, uniqueHash } from '../unique.ts'

export const sessionListCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'listByUser: newest first; of one second the last inserted first',
    async run({ sessions }) {
      const { userId } = testSession()
      const [a, b, c, d] = [now, now + 5, now, now].map(createdAt => testSession({ userId, createdAt }))
      for (const session of [a, b, c, d] as Session[]) await sessions.insert(session)
      assert.deepEqual(await sessions.listByUser(userId, now), [b, d, c, a])
    },
  },
  {
    name: 'listByUser: a session keeps its place when its token is replaced or it is touched',
    async run({ sessions }) {
      const { userId } = testSession()
      const [a, b, c] = Array.from({ length: 3 }, () => testSession({ userId })) as [Session, Session, Session]
      for (const session of [a, b, c]) await sessions.insert(session)
      const next = { ...a, tokenHash: uniqueHash() }
      await sessions.replace(a.tokenHash, { tokenHash: next.tokenHash }, now)
      await sessions.touch([{ tokenHash: b.tokenHash, lastUsedAt: now + 1 }])
      assert.deepEqual(await sessions.listByUser(userId, now), [c, { ...b, lastUsedAt: now + 1 }, next])
    },
  },
  {
    name: 'listByUser: shows live sessions of that user alone',
    async run({ sessions }) {
      const { userId } = testSession()
      const live = testSession({ userId, expiresAt: now + 61, createdAt: now + 1 })
      const endless = testSession({ userId, expiresAt: 0 })
      for (const session of [live, endless, testSession({ userId, expiresAt: now + 60 }), testSession()]) {
        await sessions.insert(session)
      }
      assert.deepEqual(await sessions.listByUser(userId, now + 60), [live, endless])
    },
  },
  {
    name: 'listByUser: is empty for a user without sessions',
    async run({ sessions }) {
      assert.deepEqual(await sessions.listByUser(unique('usr_'), now), [])
    },
  },
]
