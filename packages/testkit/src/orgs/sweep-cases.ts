import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testInvite } from '../org-records.ts'
import type { StoreCase } from '../store-case.ts'
import { sweepTime as now, sweepAll } from '../sweep-all.ts'

export const inviteSweepCases: readonly StoreCase<Pick<Stores, 'orgs'>>[] = [
  {
    name: 'sweep: deletes invites that have expired and nothing else',
    async run({ orgs }) {
      const kept = testInvite({ expiresAt: now + 1 })
      const swept = [testInvite({ expiresAt: now }), testInvite({ expiresAt: now - 1_000 })]
      for (const invite of [kept, ...swept]) await orgs.insertInvite(invite)
      await sweepAll(orgs)
      assert.deepEqual(await orgs.findInvite(kept.tokenHash, now), kept)
      for (const { tokenHash } of swept) assert.equal(await orgs.findInvite(tokenHash, now - 2_000), null)
    },
  },
  {
    name: 'sweep: deletes at most `limit` and answers how many',
    async run({ orgs }) {
      await sweepAll(orgs)
      for (let made = 0; made < 130; made++) await orgs.insertInvite(testInvite({ expiresAt: now - (made % 7) }))
      assert.equal(await orgs.sweep(now, 60), 60)
      assert.equal(await orgs.sweep(now, 60), 60)
      assert.equal(await orgs.sweep(now, 60), 10)
      assert.equal(await orgs.sweep(now, 60), 0)
    },
  },
]
