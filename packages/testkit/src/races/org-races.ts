import assert from 'node:assert/strict'
import type { StoreBundle } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { testInvite, testMembership, testOrganization } from '../org-records.ts'
import { countOf } from '../race.ts'
import { callers, type RaceCase, shareOf, transactions } from './race-case.ts'

/** What `OrgStore` promises to several processes. */
export const orgRaceCases: readonly RaceCase<StoreBundle>[] = [
  {
    name: 'takeInvite: of 1,000 callers in several processes exactly one gets the invite',
    async run(racers, { orgs }) {
      const invite = testInvite()
      await orgs.insertInvite(invite)
      const answers = await racers.race('takeInvite', invite.tokenHash, shareOf(callers, racers))
      assert.equal(countOf(answers, true), 1)
      assert.equal(countOf(answers, false), callers - 1)
      assert.equal(await orgs.findInvite(invite.tokenHash, now), null)
    },
  },
  {
    name: 'transaction: of 200 in several processes that make one of 50 owners a member, 49 do, and one owner stays',
    async run(racers, { orgs }) {
      const { id: orgId } = testOrganization()
      const [first = testMembership(), ...others] = Array.from({ length: 50 }, () =>
        testMembership({ orgId, role: 'owner' }),
      )
      await orgs.insert(testOrganization({ id: orgId }), first)
      for (const member of others) await orgs.insertMember(member)
      const answers = await racers.race('demoteAnOwner', orgId, shareOf(transactions, racers))
      assert.equal(countOf(answers, true), 49)
      assert.equal((await orgs.listMembers(orgId)).filter(({ role }) => role === 'owner').length, 1)
    },
  },
]
