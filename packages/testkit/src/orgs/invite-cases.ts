import assert from 'node:assert/strict'
import type { Invite, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { hostileTexts, textWithNul } from '../hostile-texts.ts'
import { testInvite } from '../org-records.ts'
import { overwrite } from '../overwrite.ts'
import { countOf, race } from '../race.ts'
import type { StoreCase } from '../store-case.ts'
import { unique, uniqueHash } from '../unique.ts'

/** Insert, find, list and revoke. */
export const inviteCases: readonly StoreCase<Pick<Stores, 'orgs'>>[] = [
  {
    name: 'insertInvite: the invite is found by its token, every member as it was, and as often as it is asked for',
    async run({ orgs }) {
      for (const text of hostileTexts) {
        const invite = testInvite({ email: text, role: text })
        await orgs.insertInvite(invite)
        overwrite((await orgs.findInvite(invite.tokenHash, now)) ?? {})
        assert.deepEqual(await orgs.findInvite(invite.tokenHash, now), invite)
        assert.deepEqual(await orgs.listInvites(invite.orgId, now), [invite])
      }
    },
  },
  {
    name: 'insertInvite: a NUL in a role comes back unchanged',
    async run({ orgs }) {
      const invite = testInvite({ role: textWithNul })
      await orgs.insertInvite(invite)
      assert.deepEqual(await orgs.findInvite(invite.tokenHash, now), invite)
    },
  },
  {
    name: 'findInvite: answers null for what is not there, and compares exactly, letter case included',
    async run({ orgs }) {
      const invite = testInvite({ tokenHash: `aA${uniqueHash()}`.slice(0, 43) })
      await orgs.insertInvite(invite)
      const others = [`Aa${invite.tokenHash.slice(2)}`, invite.tokenHash.slice(0, -1), invite.id]
      for (const text of [uniqueHash(), '', '%', "' OR 1=1 --", textWithNul, ...others]) {
        assert.equal(await orgs.findInvite(text, now), null)
        assert.equal(await orgs.takeInvite(text, now), null)
      }
    },
  },
  {
    name: 'findInvite: an invite is there until the second before it expires, and gone in that second',
    async run({ orgs }) {
      const invite = testInvite({ expiresAt: now + 60 })
      await orgs.insertInvite(invite)
      assert.deepEqual(await orgs.findInvite(invite.tokenHash, now + 59), invite)
      assert.equal(await orgs.findInvite(invite.tokenHash, now + 60), null)
    },
  },
  {
    name: 'findInvite: an invite that was once found expired stays gone when the clock is set back',
    async run({ orgs }) {
      const invite = testInvite({ expiresAt: now + 60 })
      await orgs.insertInvite(invite)
      await orgs.findInvite(invite.tokenHash, now + 3_600)
      assert.equal(await orgs.findInvite(invite.tokenHash, now), null)
      assert.equal(await orgs.takeInvite(invite.tokenHash, now), null)
    },
  },
  {
    name: 'listInvites: live ones of that organization alone, the oldest first, of one second by id',
    async run({ orgs }) {
      const orgId = unique('org_')
      const marker = unique('')
      const invite = (name: string, createdAt: number): Invite =>
        testInvite({ orgId, id: `inv_${name}${marker}`, createdAt, expiresAt: now + 61 })
      const [b, c, a, early] = [invite('b', now), invite('c', now), invite('a', now), invite('z', now - 5)]
      const others = [testInvite({ orgId, expiresAt: now + 60 }), testInvite({ orgId: orgId.toUpperCase() })]
      for (const each of [c, b, ...others, a, early]) await orgs.insertInvite(each)
      assert.deepEqual(await orgs.listInvites(orgId, now + 60), [early, a, b, c])
    },
  },
  {
    name: 'revokeInvite: answers true once, and the invite cannot be taken',
    async run({ orgs }) {
      const [invite, other] = [testInvite(), testInvite()]
      const { orgId, id, tokenHash } = invite
      for (const each of [invite, { ...other, orgId }]) await orgs.insertInvite(each)
      assert.equal(await orgs.revokeInvite(orgId, id, now), true)
      assert.equal(await orgs.revokeInvite(orgId, id, now), false)
      assert.equal(await orgs.takeInvite(tokenHash, now), null)
      assert.deepEqual(await orgs.listInvites(orgId, now), [{ ...other, orgId }])
    },
  },
  {
    name: 'revokeInvite: answers false for the invite of another organization, which stays, and for an expired one',
    async run({ orgs }) {
      const [invite, expired] = [testInvite(), testInvite({ expiresAt: now })]
      for (const each of [invite, expired]) await orgs.insertInvite(each)
      for (const orgId of [unique('org_'), invite.orgId.toUpperCase(), '', '%', textWithNul]) {
        assert.equal(await orgs.revokeInvite(orgId, invite.id, now), false)
      }
      assert.equal(await orgs.revokeInvite(expired.orgId, expired.id, now), false)
      assert.deepEqual(await orgs.findInvite(invite.tokenHash, now), invite)
    },
  },
  {
    name: 'revokeInvite: of 50 concurrent callers exactly one gets true',
    async run({ orgs }) {
      const { orgId, id } = testInvite()
      await orgs.insertInvite(testInvite({ orgId, id }))
      assert.equal(countOf(await race(() => orgs.revokeInvite(orgId, id, now)), true), 1)
    },
  },
]
