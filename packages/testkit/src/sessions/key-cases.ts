import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileKeys } from '../hostile-texts.ts'
import { testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const sessionKeyCases: readonly StoreCase<Pick<Stores, 'sessions'>>[] = [
  {
    name: 'insert: token hashes, ids and users of odd characters are kept apart, in every method',
    async run({ sessions }) {
      const marker = unique('')
      const made = hostileKeys.map(key =>
        testSession({ tokenHash: `${marker}${key}`, id: `ses_${marker}${key}`, userId: `usr_${marker}${key}` }),
      )
      for (const session of made) await sessions.insert(session)
      for (const session of made) {
        assert.deepEqual(await sessions.find(session.tokenHash, now), session)
        assert.deepEqual(await sessions.listByUser(session.userId, now), [session])
      }
      for (const { tokenHash, userId, id } of made) {
        assert.equal((await sessions.replace(tokenHash, { tokenHash: `${tokenHash}next` }, now))?.id, id)
        await sessions.update(userId, { roles: [userId] })
        await sessions.touch([{ tokenHash: `${tokenHash}next`, lastUsedAt: now + 1 }])
        const [listed] = await sessions.listByUser(userId, now)
        assert.deepEqual([listed?.roles, listed?.lastUsedAt], [[userId], now + 1])
      }
      for (const [at, { userId, id }] of made.entries()) {
        if (at % 2 === 0) assert.equal(await sessions.revoke(userId, id, now), true)
        else assert.equal(await sessions.revokeByUser(userId, null, now), 1)
      }
    },
  },
]
