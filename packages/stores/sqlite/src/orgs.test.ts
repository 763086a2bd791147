import { testInvite, testMembership, testOrganization, testTime, testUser } from '@pylon/testkit'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { tempFile } from '../test/temp-file.ts'
import { sqliteStores } from './sqlite-stores.ts'

it('an organization whose owner cannot be stored is not stored either', async () => {
  const { orgs } = openWithTrigger('INSERT ON pylon_memberships')
  const organization = testOrganization()
  await expect(orgs.insert(organization, testMembership({ orgId: organization.id }))).rejects.toThrow('refused')
  expect(await orgs.find(organization.id)).toBeNull()
})

it('nor is it in a transaction that goes on', async () => {
  const stores = openWithTrigger('INSERT ON pylon_memberships')
  const [organization, user] = [testOrganization(), testUser()]
  await stores.transaction(async tx => {
    const insert = tx.orgs.insert(organization, testMembership({ orgId: organization.id }))
    await expect(insert).rejects.toThrow('refused')
    await tx.users.insert(user)
  })
  expect(await stores.orgs.find(organization.id)).toBeNull()
  expect(await stores.users.findById(user.id)).toEqual(user)
})

it('an organization that cannot be deleted keeps its members and invites', async () => {
  const { orgs } = openWithTrigger('DELETE ON pylon_organizations')
  const organization = testOrganization()
  const owner = testMembership({ orgId: organization.id, role: 'owner' })
  const invite = testInvite({ orgId: organization.id })
  await orgs.insert(organization, owner)
  await orgs.insertInvite(invite)
  await expect(orgs.delete(organization.id)).rejects.toThrow('refused')
  expect(await orgs.listMembers(organization.id)).toEqual([owner])
  expect(await orgs.listInvites(organization.id, testTime)).toEqual([invite])
})

/** Stores on a file that refuses one kind of change. */
function openWithTrigger(change: string): ReturnType<typeof sqliteStores> {
  const file = tempFile()
  const stores = sqliteStores(file)
  onTestFinished(() => stores.close())
  const other = new Database(file)
  other.exec(`CREATE TRIGGER refusal BEFORE ${change} BEGIN SELECT RAISE(ABORT, 'refused'); END`)
  other.close()
  return stores
}
