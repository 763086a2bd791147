import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { race } from '../race.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { uniqueHash } from '../unique.ts'

export const sessionReplaceCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'replace: the old token is dead and the new one lives, with the members that were given',
    async run({ sessions }) {
      const old = testSession()
      const change = {
        tokenHash: uniqueHash(),
        tokenPrefix: 'pylon_zz',
        roles: [],
        authTime: now,
        expiresAt: now + 7_200,
      }
      await sessions.insert(old)
      assert.deepEqual(await sessions.replace(old.tokenHash, change, now), { ...old, ...change })
      assert.equal(await sessions.find(old.tokenHash, now), null)
      assert.deepEqual(await sessions.find(change.tokenHash, now), { ...old, ...change })
      assert.deepEqual(await sessions.listByUser(old.userId, now), [{ ...old, ...change }])
    },
  },
  {
    name: 'replace: leaves what it does not name as it is by then, roles that were given in between among the rest',
    async run({ sessions }) {
      const old = testSession({ roles: ['editor'] })
      const tokenHash = uniqueHash()
      await sessions.insert(old)
      await sessions.update(old.userId, { roles: [] })
      assert.deepEqual(await sessions.replace(old.tokenHash, { tokenHash }, now), { ...old, tokenHash, roles: [] })
    },
  },
  {
    name: 'replace: answers null for an unknown session and stores nothing',
    async run({ sessions }) {
      const tokenHash = uniqueHash()
      assert.equal(await sessions.replace(uniqueHash(), { tokenHash }, now), null)
      assert.equal(await sessions.find(tokenHash, now), null)
    },
  },
  {
    name: 'replace: answers null for an expired session, stores nothing, and a clock set back revives nothing',
    async run({ sessions }) {
      const old = testSession({ expiresAt: now + 60 })
      const tokenHash = uniqueHash()
      await sessions.insert(old)
      assert.equal(await sessions.replace(old.tokenHash, { tokenHash, expiresAt: 0 }, now + 60), null)
      assert.equal(await sessions.find(tokenHash, now), null)
      assert.equal(await sessions.find(old.tokenHash, now), null)
    },
  },
  {
    name: 'replace: of 50 concurrent callers exactly one gets the session, and it is the only one',
    async run({ sessions }) {
      const old = testSession()
      await sessions.insert(old)
      const answers = await race(() => sessions.replace(old.tokenHash, { tokenHash: uniqueHash() }, now))
      const winners = answers.filter(answer => answer !== null)
      assert.equal(winners.length, 1)
      assert.deepEqual(await sessions.listByUser(old.userId, now), winners)
    },
  },
  {
    name: 'replace: together with a revocation of the same session, no revoked session comes back',
    async run({ sessions }) {
      await race(async index => {
        const old = testSession()
        await sessions.insert(old)
        const replace = (): Promise<unknown> => sessions.replace(old.tokenHash, { tokenHash: uniqueHash() }, now)
        const revoke = (): Promise<unknown> => sessions.revoke(old.userId, old.id, now)
        await Promise.all(index % 2 === 0 ? [replace(), revoke()] : [revoke(), replace()])
        assert.deepEqual(await sessions.listByUser(old.userId, now), [])
      })
    },
  },
  {
    name: 'replace: may keep the token and hand the session to another user',
    async run({ sessions }) {
      const guest = testSession({ isGuest: true })
      const change = { userId: testSession().userId, isGuest: false, roles: ['editor'], amr: ['pwd'] }
      const next = { ...guest, ...change }
      await sessions.insert(guest)
      assert.deepEqual(await sessions.replace(guest.tokenHash, change, now), next)
      assert.deepEqual(await sessions.find(guest.tokenHash, now), next)
      assert.deepEqual(await sessions.listByUser(guest.userId, now), [])
      assert.deepEqual(await sessions.listByUser(change.userId, now), [next])
    },
  },
]
