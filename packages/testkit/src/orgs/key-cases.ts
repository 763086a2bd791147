import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileKeys } from '../hostile-texts.ts'
import { testInvite, testMembership, testOrganization } from '../org-records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const orgKeyCases: readonly StoreCase<Pick<Stores, 'orgs'>>[] = [
  {
    name: 'insert: organizations and users of odd characters are kept apart, in every method',
    async run({ orgs }) {
      const marker = unique('')
      const made = hostileKeys.map(key =>
        testMembership({ orgId: `org_${marker}${key}`, userId: `usr_${marker}${key}`, role: `role ${key}` }),
      )
      for (const member of made) await orgs.insert(testOrganization({ id: member.orgId, name: member.orgId }), member)
      for (const member of made) {
        assert.equal((await orgs.find(member.orgId))?.name, member.orgId)
        assert.deepEqual(await orgs.findMember(member.orgId, member.userId), member)
        assert.deepEqual(await orgs.listMembers(member.orgId), [member])
        assert.deepEqual(await orgs.listByUser(member.userId), [member])
      }
      for (const { orgId, userId } of made) assert.equal(await orgs.updateRole(orgId, userId, orgId), true)
      for (const [at, { orgId, userId }] of made.entries()) {
        assert.equal((await orgs.rename(orgId, userId))?.name, userId)
        assert.equal((await orgs.findMember(orgId, userId))?.role, orgId)
        if (at % 2 === 0) assert.equal(await orgs.deleteMember(orgId, userId), true)
        assert.equal(await orgs.delete(orgId), true)
      }
    },
  },
  {
    name: 'findMember: organizations and users are kept apart, however their names run together',
    async run({ orgs }) {
      const marker = unique('')
      const member = testMembership({ orgId: `org_${marker}`, userId: `usr_${marker}` })
      await orgs.insertMember(member)
      assert.equal(await orgs.insertMember({ ...member, orgId: `org_${marker}u`, userId: `sr_${marker}` }), true)
      assert.equal(await orgs.findMember(`org_${marker}us`, `r_${marker}`), null)
      assert.deepEqual(await orgs.findMember(member.orgId, member.userId), member)
      assert.deepEqual(await orgs.listMembers(member.orgId), [member])
    },
  },
  {
    name: 'insertInvite: tokens and ids of odd characters are kept apart, in every method',
    async run({ orgs }) {
      const marker = unique('')
      const made = hostileKeys.map(key =>
        testInvite({ id: `inv_${marker}${key}`, orgId: `org_${marker}${key}`, tokenHash: `${marker}${key}` }),
      )
      for (const invite of made) await orgs.insertInvite(invite)
      for (const invite of made) {
        assert.deepEqual(await orgs.findInvite(invite.tokenHash, now), invite)
        assert.deepEqual(await orgs.listInvites(invite.orgId, now), [invite])
      }
      for (const [at, invite] of made.entries()) {
        if (at % 2 === 0) assert.equal(await orgs.revokeInvite(invite.orgId, invite.id, now), true)
        else assert.deepEqual(await orgs.takeInvite(invite.tokenHash, now), invite)
      }
    },
  },
]
