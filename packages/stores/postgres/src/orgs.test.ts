import type { StoreBundle } from '@pylon/core'
import { testTime as now, testInvite, testMembership, testOrganization } from '@pylon/testkit'
import { expect, it } from 'vitest'
import { isAnsweredSoon, ownStores } from '../test/own-stores.ts'

async function found(stores: StoreBundle): Promise<{ readonly orgId: string; readonly userId: string }> {
  const organization = testOrganization()
  const owner = testMembership({ orgId: organization.id, role: 'owner' })
  await stores.orgs.insert(organization, owner)
  return owner
}

const writes: Readonly<Record<string, (stores: StoreBundle, orgId: string, userId: string) => Promise<unknown>>> = {
  insertMember: ({ orgs }, orgId) => orgs.insertMember(testMembership({ orgId })),
  updateRole: ({ orgs }, orgId, userId) => orgs.updateRole(orgId, userId, 'member'),
  deleteMember: ({ orgs }, orgId, userId) => orgs.deleteMember(orgId, userId),
  insertInvite: ({ orgs }, orgId) => orgs.insertInvite(testInvite({ orgId })),
  rename: ({ orgs }, orgId) => orgs.rename(orgId, 'Other'),
  delete: ({ orgs }, orgId) => orgs.delete(orgId),
}

it.each(Object.keys(writes))('%s from outside waits for a transaction that has found the organization', async name => {
  const stores = await ownStores()
  const { orgId, userId } = await found(stores)
  const outside = await stores.transaction(async tx => {
    await tx.orgs.find(orgId)
    const members = await tx.orgs.listMembers(orgId)
    const writing = writes[name]?.(stores, orgId, userId) ?? Promise.resolve()
    expect(await isAnsweredSoon(stores, writing)).toBe(false)
    expect(await tx.orgs.listMembers(orgId)).toEqual(members)
    return { writing }
  })
  await outside.writing
})

it('writes to another organization, and reads of this one, do not wait', async () => {
  const stores = await ownStores()
  const [held, other] = [await found(stores), await found(stores)]
  await stores.transaction(async tx => {
    await tx.orgs.find(held.orgId)
    for (const write of Object.values(writes)) await write(stores, other.orgId, other.userId)
    expect(await stores.orgs.listMembers(held.orgId)).toHaveLength(1)
    expect(await stores.orgs.findMember(held.orgId, held.userId)).not.toBeNull()
  })
})

it('delete takes along those who joined and were invited while it waited', async () => {
  const stores = await ownStores()
  const { orgId } = await found(stores)
  const [member, invite] = [testMembership({ orgId }), testInvite({ orgId })]
  const outside = await stores.transaction(async tx => {
    await tx.orgs.find(orgId)
    const deleting = stores.orgs.delete(orgId)
    expect(await isAnsweredSoon(stores, deleting)).toBe(false)
    await tx.orgs.insertMember(member)
    await tx.orgs.insertInvite(invite)
    return { deleting }
  })
  expect(await outside.deleting).toBe(true)
  expect(await stores.orgs.listByUser(member.userId)).toEqual([])
  expect(await stores.orgs.findInvite(invite.tokenHash, now)).toBeNull()
})

it('delete that fails leaves the organization, its members and invites', async () => {
  const stores = await ownStores()
  const { orgId, userId } = await found(stores)
  await stores
    .transaction(async tx => {
      expect(await tx.orgs.delete(orgId)).toBe(true)
      throw new Error('roll back')
    })
    .catch(() => {})
  expect(await stores.orgs.find(orgId)).not.toBeNull()
  expect(await stores.orgs.findMember(orgId, userId)).not.toBeNull()
})

it('changes of members and deletions of many servers at once never wait for each other in a circle', async () => {
  const stores = await ownStores()
  for (let round = 0; round < 20; round++) {
    const { orgId, userId } = await found(stores)
    const members = Array.from({ length: 8 }, () => testMembership({ orgId }))
    await Promise.all([
      ...members.map(member => stores.orgs.insertMember(member)),
      ...members.map(member => stores.orgs.updateRole(orgId, member.userId, 'admin')),
      ...members.map(member => stores.orgs.deleteMember(orgId, member.userId)),
      stores.orgs.updateRole(orgId, userId, 'member'),
      ...(round % 2 === 0 ? [stores.orgs.delete(orgId)] : []),
    ])
  }
})
