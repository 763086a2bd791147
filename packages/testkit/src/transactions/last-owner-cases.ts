import assert from 'node:assert/strict'
import type { OrgStore, StoreBundle, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { testInvite, testMembership, testOrganization } from '../org-records.ts'
import { countOf } from '../race.ts'
import type { StoreCase } from '../store-case.ts'

/** Decisions about several members, which hold the organization that they found. */
export const transactionLastOwnerCases: readonly StoreCase<StoreBundle>[] = [
  {
    name: 'transaction: of 20 owners who step down at the same moment one stays owner',
    async run(stores) {
      const { orgId, owners } = await ownedBy20(stores.orgs)
      const stepDown = async (orgs: OrgStore, userId: string): Promise<boolean> =>
        (await ownersOf(orgs, orgId)) > 1 && (await orgs.updateRole(orgId, userId, 'member'))
      const answers = await Promise.all(
        owners.map(userId => holding(stores, orgId, ({ orgs }) => stepDown(orgs, userId))),
      )
      assert.equal(countOf(answers, true), owners.length - 1)
      assert.equal(await ownersOf(stores.orgs, orgId), 1)
      assert.equal((await stores.orgs.listMembers(orgId)).length, owners.length)
    },
  },
  {
    name: 'transaction: of 20 owners who leave or step down at the same moment one stays owner',
    async run(stores) {
      const { orgId, owners } = await ownedBy20(stores.orgs)
      const leave = async (orgs: OrgStore, userId: string, isLeaving: boolean): Promise<boolean> =>
        (await ownersOf(orgs, orgId)) > 1 &&
        (isLeaving ? orgs.deleteMember(orgId, userId) : orgs.updateRole(orgId, userId, 'member'))
      const answers = await Promise.all(
        owners.map((userId, at) => holding(stores, orgId, ({ orgs }) => leave(orgs, userId, at % 2 === 0))),
      )
      assert.equal(countOf(answers, true), owners.length - 1)
      assert.equal(await ownersOf(stores.orgs, orgId), 1)
    },
  },
  {
    name: 'transaction: a member joins before an organization is deleted and goes with it, or finds it gone',
    async run(stores) {
      for (let round = 0; round < 10; round++) {
        const { orgId } = await ownedBy20(stores.orgs)
        const invite = testInvite({ orgId })
        const member = testMembership({ orgId })
        await stores.orgs.insertInvite(invite)
        const join = (): Promise<unknown> =>
          holding(stores, orgId, async ({ orgs }) => {
            if ((await orgs.takeInvite(invite.tokenHash, now)) !== null) await orgs.insertMember(member)
          })
        const end = (): Promise<unknown> => holding(stores, orgId, ({ orgs }) => orgs.delete(orgId))
        await Promise.all(round % 2 === 0 ? [join(), end()] : [end(), join()])
        assert.deepEqual(await stores.orgs.listByUser(member.userId), [])
        assert.deepEqual(await stores.orgs.listMembers(orgId), [])
      }
    },
  },
]

async function ownedBy20(orgs: OrgStore): Promise<{ readonly orgId: string; readonly owners: readonly string[] }> {
  const organization = testOrganization()
  const orgId = organization.id
  const members = Array.from({ length: 20 }, () => testMembership({ orgId, role: 'owner' }))
  const [first = testMembership(), ...others] = members
  await orgs.insert(organization, first)
  for (const member of others) await orgs.insertMember(member)
  return { orgId, owners: members.map(({ userId }) => userId) }
}

const ownersOf = async (orgs: OrgStore, orgId: string): Promise<number> =>
  (await orgs.listMembers(orgId)).filter(({ role }) => role === 'owner').length

/** Does something in a transaction that has found the organization; null when it is gone. */
const holding = <T>(stores: StoreBundle, orgId: string, work: (stores: Stores) => Promise<T>): Promise<T | null> =>
  stores.transaction(async tx => ((await tx.orgs.find(orgId)) === null ? null : work(tx)))
