import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileTexts, textWithNul } from '../hostile-texts.ts'
import { testInvite, testMembership, testOrganization } from '../org-records.ts'
import { overwrite } from '../overwrite.ts'
import { countOf, race } from '../race.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'
import { founded } from './founded.ts'

/** Insert, find, rename and delete. */
export const organizationCases: readonly StoreCase<Pick<Stores, 'orgs'>>[] = [
  {
    name: 'insert: the organization is found, with its first member, every member as it was',
    async run({ orgs }) {
      const { organization, orgId, owner } = await founded(orgs)
      assert.deepEqual(await orgs.find(orgId), organization)
      assert.deepEqual(await orgs.findMember(orgId, owner.userId), owner)
      assert.deepEqual(await orgs.listMembers(orgId), [owner])
      assert.deepEqual(await orgs.listByUser(owner.userId), [owner])
    },
  },
  {
    name: 'insert: unicode, quotes and very long values come back unchanged, and renamed too',
    async run({ orgs }) {
      for (const text of hostileTexts) {
        const organization = testOrganization({ name: text })
        await orgs.insert(organization, testMembership({ orgId: organization.id, role: text }))
        assert.deepEqual(await orgs.find(organization.id), organization)
        assert.equal((await orgs.listMembers(organization.id))[0]?.role, text)
        assert.deepEqual(await orgs.rename(organization.id, `${text}!`), { ...organization, name: `${text}!` })
      }
    },
  },
  {
    name: 'insert: a NUL in a name comes back unchanged',
    async run({ orgs }) {
      const organization = testOrganization({ name: textWithNul })
      await orgs.insert(organization, testMembership({ orgId: organization.id }))
      assert.deepEqual(await orgs.find(organization.id), organization)
    },
  },
  {
    name: 'insert: a taken id throws, and nobody becomes a member',
    async run({ orgs }) {
      const { organization, orgId, owner } = await founded(orgs)
      const intruder = testMembership({ orgId, role: 'owner' })
      await assert.rejects(orgs.insert(testOrganization({ id: orgId, name: 'Other' }), intruder))
      assert.deepEqual(await orgs.find(orgId), organization)
      assert.deepEqual(await orgs.listMembers(orgId), [owner])
    },
  },
  {
    name: 'find: what the caller changes in an answer does not reach the store',
    async run({ orgs }) {
      const { organization, orgId, owner } = await founded(orgs)
      overwrite((await orgs.find(orgId)) ?? {})
      overwrite((await orgs.findMember(orgId, owner.userId)) ?? {})
      assert.deepEqual(await orgs.find(orgId), organization)
      assert.deepEqual(await orgs.findMember(orgId, owner.userId), owner)
    },
  },
  {
    name: 'find: answers null for what is not there, and compares exactly, letter case included',
    async run({ orgs }) {
      const { orgId, owner } = await founded(orgs)
      for (const text of [unique('org_'), '', '%', "' OR 1=1 --", textWithNul, orgId.toUpperCase()]) {
        assert.equal(await orgs.find(text), null)
        assert.equal(await orgs.rename(text, 'New'), null)
        assert.equal(await orgs.delete(text), false)
        assert.equal(await orgs.findMember(text, owner.userId), null)
      }
      assert.equal(await orgs.findMember(orgId, owner.userId.toUpperCase()), null)
    },
  },
  {
    name: 'rename: answers the organization under its new name and changes nothing else',
    async run({ orgs }) {
      const [{ organization, orgId }, other] = [await founded(orgs), await founded(orgs)]
      const renamed = { ...organization, name: 'Difference Engines' }
      assert.deepEqual(await orgs.rename(orgId, renamed.name), renamed)
      assert.deepEqual(await orgs.find(orgId), renamed)
      assert.deepEqual(await orgs.find(other.orgId), other.organization)
    },
  },
  {
    name: 'delete: answers true once, and members and invites are gone, of that organization alone',
    async run({ orgs }) {
      const [{ orgId, owner }, other] = [await founded(orgs), await founded(orgs)]
      const [invite, kept] = [testInvite({ orgId }), testInvite({ orgId: other.orgId })]
      const elsewhere = { ...owner, orgId: other.orgId }
      await orgs.insertMember(elsewhere)
      for (const each of [invite, kept]) await orgs.insertInvite(each)
      assert.equal(await orgs.delete(orgId), true)
      assert.equal(await orgs.delete(orgId), false)
      assert.equal(await orgs.find(orgId), null)
      assert.deepEqual(await orgs.listMembers(orgId), [])
      assert.deepEqual(await orgs.listInvites(orgId, now), [])
      assert.equal(await orgs.findInvite(invite.tokenHash, now), null)
      assert.deepEqual(await orgs.listByUser(owner.userId), [elsewhere])
      assert.deepEqual(await orgs.findInvite(kept.tokenHash, now), kept)
      assert.deepEqual(await orgs.find(other.orgId), other.organization)
    },
  },
  {
    name: 'delete: of 50 concurrent callers exactly one gets true',
    async run({ orgs }) {
      const { orgId } = await founded(orgs)
      assert.equal(countOf(await race(() => orgs.delete(orgId)), true), 1)
    },
  },
]
