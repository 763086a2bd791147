import { randomBytes } from 'node:crypto'
import type { SessionStore } from '@pylon/core'
import { testTime as now, testSession } from '@pylon/testkit'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { openClient } from '../../test/cut-client.ts'
import { checkInvariants, liveTokensOf } from '../../test/invariants.ts'
import { openStores, prefixOf, targets } from '../../test/targets.ts'
import { createKeys } from '../keys.ts'
import { packUserId } from './packed-id.ts'

const uniqueHash = (): string => randomBytes(32).toString('base64url')

interface RefreshChain {
  tokenHash(): string
  /** Answers the last token. */
  end(): Promise<string>
}

/** Changes the token of a session over and over. */
function refreshUntilTold(sessions: SessionStore, first: string): RefreshChain {
  let tokenHash = first
  let isDone = false
  onTestFinished(() => {
    isDone = true
  })
  const chain = (async () => {
    while (!isDone) tokenHash = (await sessions.replace(tokenHash, { tokenHash: uniqueHash() }, now))?.tokenHash ?? ''
  })()
  return {
    tokenHash: () => tokenHash,
    async end() {
      isDone = true
      await chain
      return tokenHash
    },
  }
}

for (const where of targets) {
  describe(`redis ${where}`, async () => {
    const prefix = prefixOf(where)
    const open = (): SessionStore => openStores(where, prefix, { timeoutSecs: 10 }).sessions // on a busy machine too
    const [one, two] = [open(), open()]
    const client = await openClient(where)
    afterAll(() => client.disconnect())

    it('revokeByUser: nothing survives it, wherever in a chain of 200 quick refreshes it comes', async () => {
      for (let round = 0; round < 40; round++) {
        const session = testSession()
        await one.insert(session)
        let refreshes = 0
        const chain = (async () => {
          for (let tokenHash = session.tokenHash; refreshes < 200; refreshes++) {
            const next = await one.replace(tokenHash, { tokenHash: uniqueHash() }, now)
            if (next === null) return
            tokenHash = next.tokenHash
          }
        })()
        await expect.poll(() => refreshes, { interval: 0 }).toBeGreaterThan(round % 5)
        await two.revokeByUser(session.userId, null, now)
        const atRevocation = refreshes
        await chain
        expect(await liveTokensOf(client, prefix, session.userId)).toEqual([])
        expect(refreshes).toBeLessThanOrEqual(atRevocation + 1)
      }
    })

    it('replace: callers that come too late leave nothing behind', async () => {
      const session = testSession()
      await one.insert(session)
      await Promise.all(
        Array.from({ length: 50 }, () => two.replace(session.tokenHash, { tokenHash: uniqueHash() }, now)),
      )
      expect((await checkInvariants(client, prefix)).filter(({ isStaged }) => isStaged)).toEqual([])
      const key = createKeys(prefix).userIndex(packUserId(session.userId))
      expect(await client.zcard(key)).toBe(1)
    })

    it('revokeByUser: spares a session that changes its token at that moment, and no other', async () => {
      for (let round = 0; round < 40; round++) {
        const { userId } = testSession()
        const [spared, other] = [testSession({ userId }), testSession({ userId })]
        await Promise.all([one.insert(spared), one.insert(other)])
        const [swapped] = await Promise.all([
          one.replace(spared.tokenHash, { tokenHash: uniqueHash() }, now),
          two.revokeByUser(userId, spared.id, now),
        ])
        expect(swapped?.id).toBe(spared.id)
        expect(await one.listByUser(userId, now)).toEqual([swapped])
      }
    })

    it('update: no session keeps old roles, however often its token changes meanwhile', async () => {
      const session = testSession({ roles: ['0'] })
      await one.insert(session)
      const chain = refreshUntilTold(one, session.tokenHash)
      for (let round = 1; round <= 100; round++) {
        await two.update(session.userId, { roles: [String(round)] })
        const seen = await one.find(chain.tokenHash(), now) // null in the moment of a swap
        if (seen !== null) expect(seen.roles).toEqual([String(round)])
      }
      expect((await one.find(await chain.end(), now))?.roles).toEqual(['100'])
    })

    it('update: no session keeps an old role in a tenant, however often its token changes meanwhile', async () => {
      const tenant = { tenantId: 'org_1', tenantRole: '0' }
      const session = testSession({ ...tenant, roles: ['editor'] })
      await one.insert(session)
      const chain = refreshUntilTold(one, session.tokenHash)
      for (let round = 1; round <= 100; round++) {
        await two.update(session.userId, { tenant: { id: 'org_1', role: String(round) } })
        await two.update(session.userId, { tenant: { id: 'org_2', role: 'owner' } })
        const seen = await one.find(chain.tokenHash(), now) // null in the moment of a swap
        if (seen !== null) expect(seen).toMatchObject({ tenantRole: String(round), roles: ['editor'] })
      }
      await two.update(session.userId, { tenant: { id: 'org_1', role: null } })
      await two.update(session.userId, { tenant: { id: 'org_1', role: 'owner' } })
      expect(await one.find(await chain.end(), now)).toMatchObject({
        tenantId: null,
        tenantRole: null,
        roles: ['editor'],
      })
    })

    it('insert: together with revokeByUser, the session is there and listed, or gone', async () => {
      const { userId } = testSession()
      await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          index % 4 === 0 ? two.revokeByUser(userId, null, now) : one.insert(testSession({ userId })),
        ),
      )
      await checkInvariants(client, prefix)
      const listed = await one.listByUser(userId, now)
      expect(await liveTokensOf(client, prefix, userId)).toHaveLength(listed.length)
    })

    it('replace: a session that goes from user to user and changes its token is always in the right index', async () => {
      const users = Array.from({ length: 3 }, () => testSession().userId)
      for (let round = 0; round < 30; round++) {
        const session = testSession({ userId: users[0] ?? '' })
        await one.insert(session)
        await Promise.all([
          ...users.map(userId => two.replace(session.tokenHash, { userId }, now)),
          one.replace(session.tokenHash, { tokenHash: uniqueHash() }, now),
        ])
        await checkInvariants(client, prefix)
        for (const userId of users) await one.revokeByUser(userId, null, now)
        for (const userId of users) expect(await liveTokensOf(client, prefix, userId)).toEqual([])
      }
    })
  })
}
