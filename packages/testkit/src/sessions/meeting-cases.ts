import assert from 'node:assert/strict'
import type { SessionStore, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { race } from '../race.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { uniqueHash } from '../unique.ts'

/** What a user's changes do to sessions whose tokens are being replaced, 50 users at once. */
export const sessionMeetingCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'update: reaches a session whose token is replaced at the same moment',
    async run({ sessions }) {
      await race(async index => {
        const { tokenHash, userId } = testSession()
        await sessions.insert(testSession({ tokenHash, userId, roles: ['old'] }))
        const next = uniqueHash()
        const replace = (): Promise<unknown> => sessions.replace(tokenHash, { tokenHash: next }, now)
        const update = (): Promise<unknown> => sessions.update(userId, { roles: ['new'] })
        await Promise.all(index % 2 === 0 ? [replace(), update()] : [update(), replace()])
        assert.deepEqual((await sessions.find(next, now))?.roles, ['new'])
      })
    },
  },
  {
    name: 'revokeByUser: together with a replacement of the session that it spares, that one lives and no other',
    async run({ sessions }) {
      await race(async index => {
        const { userId } = testSession()
        const [current, other] = [testSession({ userId }), testSession({ userId })]
        for (const session of [current, other]) await sessions.insert(session)
        const next = { ...current, tokenHash: uniqueHash() }
        const replace = (): Promise<unknown> => sessions.replace(current.tokenHash, { tokenHash: next.tokenHash }, now)
        const revoke = (): Promise<unknown> => sessions.revokeByUser(userId, current.id, now)
        await Promise.all(index % 2 === 0 ? [replace(), revoke()] : [revoke(), replace()])
        assert.deepEqual(await sessions.listByUser(userId, now), [next])
      })
    },
  },
  {
    name: 'revokeByUser: nothing survives it while the token is swapped on and on',
    async run({ sessions }) {
      await race(async index => {
        const { tokenHash, userId } = testSession()
        await sessions.insert(testSession({ tokenHash, userId }))
        const swapping = swapOnAndOn(sessions, tokenHash)
        for (let looks = 0; looks < index % 7; looks++) await sessions.listByUser(userId, now)
        await sessions.revokeByUser(userId, null, now)
        await swapping
        assert.deepEqual(await sessions.listByUser(userId, now), [])
      })
    },
  },
]

/** Until the session is gone; one that is never gone is given up and found afterwards. */
async function swapOnAndOn(sessions: SessionStore, first: string): Promise<void> {
  let tokenHash: string | undefined = first
  for (let swaps = 0; swaps < 200 && tokenHash !== undefined; swaps++) {
    tokenHash = (await sessions.replace(tokenHash, { tokenHash: uniqueHash() }, now))?.tokenHash
  }
}
