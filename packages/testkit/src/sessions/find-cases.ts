import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileTexts, textWithNul } from '../hostile-texts.ts'
import { overwrite } from '../overwrite.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { uniqueHash } from '../unique.ts'

/** Insert and find. */
export const sessionFindCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'insert: the session is found, every member as it was',
    async run({ sessions }) {
      const plain = testSession()
      const empty = testSession({ isGuest: true, roles: [], amr: [], device: null, ip: null, authTime: 0 })
      const full = testSession({
        roles: ['a,b', '"c"', ''],
        amr: ['pwd', 'otp', 'mfa'],
        tenantId: 'org_1',
        tenantRole: 'admin',
      })
      for (const session of [plain, empty, full]) {
        await sessions.insert(session)
        assert.deepEqual(await sessions.find(session.tokenHash, now), session)
      }
    },
  },
  {
    name: 'insert: unicode, quotes and very long values come back unchanged',
    async run({ sessions }) {
      for (const text of hostileTexts) {
        const texts = { device: text, ip: text, tenantId: text }
        const session = testSession({ ...texts, tenantRole: text, roles: [text], amr: [text] })
        await sessions.insert(session)
        assert.deepEqual(await sessions.find(session.tokenHash, now), session)
      }
    },
  },
  {
    name: 'insert: a NUL in a device name comes back unchanged',
    async run({ sessions }) {
      const session = testSession({ device: textWithNul })
      await sessions.insert(session)
      assert.deepEqual(await sessions.find(session.tokenHash, now), session)
    },
  },
  {
    name: 'insert: what the caller changes afterwards does not reach the store',
    async run({ sessions }) {
      const session = testSession()
      const given = { ...session, roles: [...session.roles], amr: [...session.amr] }
      await sessions.insert(given)
      overwrite(given)
      assert.deepEqual(await sessions.find(session.tokenHash, now), session)
    },
  },
  {
    name: 'find: what the caller changes in an answer does not reach the store',
    async run({ sessions }) {
      const session = testSession()
      await sessions.insert(session)
      overwrite((await sessions.find(session.tokenHash, now)) ?? {})
      assert.deepEqual(await sessions.find(session.tokenHash, now), session)
      assert.deepEqual(await sessions.listByUser(session.userId, now), [session])
    },
  },
  {
    name: 'find: answers null for what is not there, whatever characters it is asked for',
    async run({ sessions }) {
      for (const text of [uniqueHash(), '', '%', "' OR 1=1 --", textWithNul]) {
        assert.equal(await sessions.find(text, now), null)
      }
    },
  },
  {
    name: 'find: compares token hashes exactly, letter case included',
    async run({ sessions }) {
      const session = testSession({ tokenHash: `aA${uniqueHash()}`.slice(0, 43) })
      await sessions.insert(session)
      assert.equal(await sessions.find(`Aa${session.tokenHash.slice(2)}`, now), null)
      assert.equal(await sessions.find(session.tokenHash.slice(0, -1), now), null)
    },
  },
  {
    name: 'find: a session is there until the second before it expires, and gone in that second',
    async run({ sessions }) {
      const session = testSession({ expiresAt: now + 60 })
      await sessions.insert(session)
      assert.deepEqual(await sessions.find(session.tokenHash, now + 59), session)
      assert.equal(await sessions.find(session.tokenHash, now + 60), null)
    },
  },
  {
    name: 'find: a session with expiresAt 0 never expires',
    async run({ sessions }) {
      const session = testSession({ expiresAt: 0 })
      await sessions.insert(session)
      for (const at of [0, now, now + 100 * 365 * 86_400]) {
        assert.deepEqual(await sessions.find(session.tokenHash, at), session)
      }
    },
  },
  {
    name: 'find: a session that was once found expired stays gone when the clock is set back',
    async run({ sessions }) {
      const session = testSession({ expiresAt: now + 60 })
      await sessions.insert(session)
      await sessions.find(session.tokenHash, now + 3_600)
      assert.equal(await sessions.find(session.tokenHash, now), null)
      assert.deepEqual(await sessions.listByUser(session.userId, now), [])
    },
  },
]
