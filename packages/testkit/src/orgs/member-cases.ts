import assert from 'node:assert/strict'
import type { Membership, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { testMembership } from '../org-records.ts'
import { countOf, race } from '../race.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'
import { founded } from './founded.ts'

export const memberCases: readonly StoreCase<Pick<Stores, 'orgs'>>[] = [
  {
    name: 'insertMember: answers true for a new one and false for a member, who keeps role and date',
    async run({ orgs }) {
      const { orgId, owner } = await founded(orgs)
      const member = testMembership({ orgId, joinedAt: now + 1 })
      assert.equal(await orgs.insertMember(member), true)
      assert.equal(await orgs.insertMember({ ...member, role: 'owner', joinedAt: now + 9 }), false)
      assert.equal(await orgs.insertMember({ ...owner, role: 'member' }), false)
      assert.deepEqual(await orgs.listMembers(orgId), [owner, member])
    },
  },
  {
    name: 'insertMember: of 50 concurrent callers for one user exactly one gets true, and the role that it gave stays',
    async run({ orgs }) {
      const { orgId } = await founded(orgs)
      const { userId } = testMembership()
      const answers = await race(index => orgs.insertMember(testMembership({ orgId, userId, role: `role ${index}` })))
      assert.equal(countOf(answers, true), 1)
      assert.equal((await orgs.findMember(orgId, userId))?.role, `role ${answers.indexOf(true)}`)
    },
  },
  {
    name: 'listMembers: the oldest first, of one second by user id',
    async run({ orgs }) {
      const { orgId, owner } = await founded(orgs)
      const marker = unique('')
      const member = (name: string, joinedAt: number): Membership =>
        testMembership({ orgId, userId: `usr_${name}${marker}`, joinedAt })
      const [b, c, a, early] = [member('b', now + 5), member('c', now + 5), member('a', now + 5), member('z', now - 5)]
      for (const each of [c, b, a, early]) await orgs.insertMember(each)
      assert.deepEqual(await orgs.listMembers(orgId), [early, owner, a, b, c])
    },
  },
  {
    name: 'listByUser: the oldest first, of one second by organization id, of that user alone',
    async run({ orgs }) {
      const userId = unique('usr_')
      const marker = unique('')
      const member = (name: string, joinedAt: number): Membership =>
        testMembership({ orgId: `org_${name}${marker}`, userId, joinedAt })
      const [b, c, a, early] = [member('b', now + 5), member('c', now + 5), member('a', now + 5), member('z', now - 5)]
      for (const each of [c, b, a, early]) await orgs.insertMember(each)
      await orgs.insertMember({ ...a, userId: userId.toUpperCase() })
      assert.deepEqual(await orgs.listByUser(userId), [early, a, b, c])
    },
  },
  {
    name: 'updateRole: changes the role of that member alone, and answers false for nobody',
    async run({ orgs }) {
      const { orgId, owner } = await founded(orgs)
      const member = testMembership({ orgId, joinedAt: now + 1 })
      const elsewhere = { ...member, orgId: (await founded(orgs)).orgId }
      for (const each of [member, elsewhere]) await orgs.insertMember(each)
      assert.equal(await orgs.updateRole(orgId, member.userId, 'admin'), true)
      assert.deepEqual(await orgs.listMembers(orgId), [owner, { ...member, role: 'admin' }])
      assert.deepEqual(await orgs.findMember(elsewhere.orgId, member.userId), elsewhere)
      for (const userId of [unique('usr_'), owner.userId.toUpperCase(), '', '%']) {
        assert.equal(await orgs.updateRole(orgId, userId, 'owner'), false)
        assert.equal(await orgs.findMember(orgId, userId), null)
      }
    },
  },
  {
    name: 'deleteMember: answers true once and leaves the others, and the user elsewhere',
    async run({ orgs }) {
      const [{ orgId, owner }, other] = [await founded(orgs), await founded(orgs)]
      const member = testMembership({ orgId })
      const elsewhere = { ...member, orgId: other.orgId }
      for (const each of [member, elsewhere]) await orgs.insertMember(each)
      assert.equal(await orgs.deleteMember(orgId, member.userId.toUpperCase()), false)
      assert.equal(await orgs.deleteMember(orgId, member.userId), true)
      assert.equal(await orgs.deleteMember(orgId, member.userId), false)
      assert.deepEqual(await orgs.listMembers(orgId), [owner])
      assert.deepEqual(await orgs.listByUser(member.userId), [elsewhere])
      assert.equal(await orgs.insertMember(member), true)
    },
  },
  {
    name: 'deleteMember: of 50 concurrent callers exactly one gets true, and no change of role brings the member back',
    async run({ orgs }) {
      const { orgId } = await founded(orgs)
      const { userId } = testMembership()
      await orgs.insertMember(testMembership({ orgId, userId }))
      const answers = await race(async index => {
        if (index % 2 === 0) return orgs.deleteMember(orgId, userId)
        await orgs.updateRole(orgId, userId, 'admin')
        return false
      })
      assert.equal(countOf(answers, true), 1)
      assert.equal(await orgs.findMember(orgId, userId), null)
    },
  },
]
