import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { countOf, race } from '../race.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { uniqueHash } from '../unique.ts'

export const sessionReplaceCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'replace: the old token is dead and the new one lives, every member as given',
    async run({ sessions }) {
      const old = testSession()
      const next = testSession({ userId: old.userId, roles: [], device: null, expiresAt: now + 7_200 })
      await sessions.insert(old)
      assert.equal(await sessions.replace(old.tokenHash, next, now), true)
      assert.equal(await sessions.find(old.tokenHash, now), null)
      assert.deepEqual(await sessions.find(next.tokenHash, now), next)
      assert.deepEqual(await sessions.listByUser(old.userId, now), [next])
    },
  },
  {
    name: 'replace: answers false for an unknown session and stores nothing',
    async run({ sessions }) {
      const next = testSession()
      assert.equal(await sessions.replace(uniqueHash(), next, now), false)
      assert.equal(await sessions.find(next.tokenHash, now), null)
    },
  },
  {
    name: 'replace: answers false for an expired session, stores nothing, and a clock set back revives nothing',
    async run({ sessions }) {
      const old = testSession({ expiresAt: now + 60 })
      const next = testSession()
      await sessions.insert(old)
      assert.equal(await sessions.replace(old.tokenHash, next, now + 60), false)
      assert.equal(await sessions.find(next.tokenHash, now), null)
      assert.equal(await sessions.find(old.tokenHash, now), null)
    },
  },
  {
    name: 'replace: of 50 concurrent callers exactly one gets true, and its session is the only one',
    async run({ sessions }) {
      const old = testSession()
      const candidates = await race(async () => ({ ...old, tokenHash: uniqueHash() }))
      await sessions.insert(old)
      const answers = await race(index => sessions.replace(old.tokenHash, candidates[index] ?? old, now))
      assert.equal(countOf(answers, true), 1)
      assert.deepEqual(await sessions.listByUser(old.userId, now), [candidates[answers.indexOf(true)]])
    },
  },
  {
    name: 'replace: together with a revocation of the same session, no revoked session comes back',
    async run({ sessions }) {
      await race(async index => {
        const old = testSession()
        const next = { ...old, tokenHash: uniqueHash() }
        await sessions.insert(old)
        const replace = (): Promise<boolean> => sessions.replace(old.tokenHash, next, now)
        const revoke = (): Promise<boolean> => sessions.revoke(old.userId, old.id, now)
        await Promise.all(index % 2 === 0 ? [replace(), revoke()] : [revoke(), replace()])
        assert.deepEqual(await sessions.listByUser(old.userId, now), [])
      })
    },
  },
  {
    name: 'replace: may keep the token and hand the session to another user',
    async run({ sessions }) {
      const guest = testSession({ isGuest: true })
      const { tokenHash, id } = guest
      const next = testSession({ id, tokenHash, isGuest: false })
      await sessions.insert(guest)
      assert.equal(await sessions.replace(tokenHash, next, now), true)
      assert.deepEqual(await sessions.find(tokenHash, now), next)
      assert.deepEqual(await sessions.listByUser(guest.userId, now), [])
      assert.deepEqual(await sessions.listByUser(next.userId, now), [next])
    },
  },
]
