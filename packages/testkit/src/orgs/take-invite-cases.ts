import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { testInvite } from '../org-records.ts'
import { countOf, race, racers } from '../race.ts'
import type { StoreCase } from '../store-case.ts'

export const takeInviteCases: readonly StoreCase<Pick<Stores, 'orgs'>>[] = [
  {
    name: 'takeInvite: gives the invite once, whole',
    async run({ orgs }) {
      const [invite, other] = [testInvite(), testInvite()]
      for (const each of [invite, other]) await orgs.insertInvite(each)
      assert.deepEqual(await orgs.takeInvite(invite.tokenHash, now), invite)
      assert.equal(await orgs.takeInvite(invite.tokenHash, now), null)
      assert.equal(await orgs.findInvite(invite.tokenHash, now), null)
      assert.deepEqual(await orgs.listInvites(invite.orgId, now), [])
      assert.equal(await orgs.revokeInvite(invite.orgId, invite.id, now), false)
      assert.deepEqual(await orgs.findInvite(other.tokenHash, now), other)
    },
  },
  {
    name: 'takeInvite: of 50 concurrent callers exactly one gets the invite',
    async run({ orgs }) {
      const invite = testInvite()
      await orgs.insertInvite(invite)
      const answers = await race(() => orgs.takeInvite(invite.tokenHash, now))
      assert.equal(countOf(answers, null), racers - 1)
      assert.deepEqual(
        answers.find(answer => answer !== null),
        invite,
      )
    },
  },
  {
    name: 'takeInvite: together with a revocation, one of the two has it',
    async run({ orgs }) {
      await race(async index => {
        const { orgId, id, tokenHash } = testInvite()
        await orgs.insertInvite(testInvite({ orgId, id, tokenHash }))
        const take = async (): Promise<boolean> => (await orgs.takeInvite(tokenHash, now)) !== null
        const revoke = (): Promise<boolean> => orgs.revokeInvite(orgId, id, now)
        const answers = await Promise.all(index % 2 === 0 ? [take(), revoke()] : [revoke(), take()])
        assert.equal(countOf(answers, true), 1)
      })
    },
  },
  {
    name: 'takeInvite: answers null for an expired invite, and a clock set back does not revive it',
    async run({ orgs }) {
      const invite = testInvite({ expiresAt: now + 60 })
      await orgs.insertInvite(invite)
      assert.equal(await orgs.takeInvite(invite.tokenHash, now + 60), null)
      assert.equal(await orgs.takeInvite(invite.tokenHash, now), null)
      assert.equal(await orgs.findInvite(invite.tokenHash, now), null)
    },
  },
]
