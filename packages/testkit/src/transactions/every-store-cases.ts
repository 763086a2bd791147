import assert from 'node:assert/strict'
import type { StoreBundle, Stores } from '@pylon/core'
import { testTime as now } from '../fake-clock.ts'
import { testInvite, testMembership, testOrganization } from '../org-records.ts'
import { emptyOutbox } from '../outbox/empty-outbox.ts'
import { testAccount, testApiKey, testCredential, testOutboxMail, testSession } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { uniqueHash } from '../unique.ts'
import { failing } from './failing.ts'

/** Accounts, API keys, organizations and mails in transactions. */
export const transactionEveryStoreCases: readonly StoreCase<StoreBundle>[] = [
  {
    name: 'transaction: keeps new accounts, API keys, organizations, invites and mails',
    async run(stores) {
      const records = await madeRecords(stores)
      await stores.transaction(tx => insertAll(tx, records))
      await expectAll(stores, records)
    },
  },
  {
    name: 'transaction: when the work throws, new accounts, API keys, organizations, invites and mails are nowhere',
    async run(stores) {
      const records = await madeRecords(stores)
      const { account, key, owner, invite } = records
      await failing(stores, tx => insertAll(tx, records))
      assert.equal(await stores.accounts.find(account.providerId, account.accountId), null)
      assert.deepEqual(await stores.accounts.listByUser(account.userId), [])
      assert.equal(await stores.apiKeys.find(key.id, now), null)
      assert.deepEqual(await stores.apiKeys.listByUser(key.userId, now), [])
      assert.equal(await stores.orgs.find(owner.orgId), null)
      assert.deepEqual(await stores.orgs.listByUser(owner.userId), [])
      assert.equal(await stores.orgs.findInvite(invite.tokenHash, now), null)
      assert.equal(await stores.outbox.count(), 0)
    },
  },
  {
    name: 'transaction: when the work throws, changed accounts, API keys, organizations and mails are as before',
    async run(stores) {
      const records = await madeRecords(stores)
      const { account, key, owner, mail } = records
      await insertAll(stores, records)
      await failing(stores, async tx => {
        await tx.accounts.link({ ...account, email: 'changed@example.com' })
        await tx.accounts.replaceTokens(account.id, { ...account, accessToken: 'new' }, account.accessToken, now + 1)
        await tx.apiKeys.rotate(key.userId, key.id, { secretHash: 'new', prefix: 'new', previousExpiresAt: now }, now)
        await tx.apiKeys.touch([{ id: key.id, lastUsedAt: now + 1 }])
        await tx.orgs.rename(owner.orgId, 'Changed')
        await tx.orgs.updateRole(owner.orgId, owner.userId, 'member')
        await tx.orgs.insertMember(testMembership({ orgId: owner.orgId }))
        await tx.outbox.insert({ ...testOutboxMail({ key: mail.key }), value: 'changed' })
        await tx.outbox.claim(now, 60, 10)
      })
      await expectAll(stores, records)
    },
  },
  {
    name: 'transaction: when the work throws, deleted accounts, API keys, organizations, invites and mails are there',
    async run(stores) {
      const records = await madeRecords(stores)
      const { account, key, owner, invite, mail } = records
      await insertAll(stores, records)
      const unlinkings: readonly ((tx: Stores) => Promise<unknown>)[] = [
        ({ accounts }) => accounts.unlink(account.userId, account.providerId),
        ({ accounts }) => accounts.unlinkByUser(account.userId),
        ({ apiKeys }) => apiKeys.revoke(key.userId, key.id, now),
        ({ apiKeys }) => apiKeys.revokeByUser(key.userId, now),
        ({ orgs }) => orgs.deleteMember(owner.orgId, owner.userId),
        ({ orgs }) => orgs.takeInvite(invite.tokenHash, now),
        ({ orgs }) => orgs.revokeInvite(invite.orgId, invite.id, now),
        ({ orgs }) => orgs.delete(owner.orgId),
        ({ outbox }) => outbox.delete(mail.id),
      ]
      for (const unlinking of unlinkings) await failing(stores, async tx => void (await unlinking(tx)))
      await failing(stores, async tx => {
        for (const unlinking of unlinkings) await unlinking(tx)
      })
      await expectAll(stores, records)
    },
  },
  {
    name: 'transaction: when the work throws, all of a user’s credentials and their choice of organization are there',
    async run(stores) {
      const session = testSession({ tenantId: uniqueHash(), tenantRole: 'admin' })
      const { userId, tenantId } = session
      const credentials = ['password', 'totp'].map(kind => testCredential({ userId, kind }))
      await stores.sessions.insert(session)
      for (const credential of credentials) await stores.credentials.put(credential)
      await failing(stores, async tx => {
        assert.equal(await tx.credentials.deleteByUser(userId), 2)
        await tx.sessions.update(userId, { tenant: { id: tenantId ?? '', role: null } })
        assert.equal((await tx.sessions.find(session.tokenHash, now))?.tenantId, null)
      })
      assert.deepEqual(await stores.sessions.find(session.tokenHash, now), session)
      for (const credential of credentials) {
        assert.deepEqual(await stores.credentials.find(userId, credential.kind), credential)
      }
    },
  },
]

async function madeRecords({ outbox }: Stores) {
  await emptyOutbox(outbox)
  const organization = testOrganization()
  const orgId = organization.id
  return {
    account: testAccount(),
    key: testApiKey(),
    organization,
    owner: testMembership({ orgId, role: 'owner' }),
    invite: testInvite({ orgId }),
    mail: testOutboxMail(),
  }
}

type Records = Awaited<ReturnType<typeof madeRecords>>

async function insertAll(stores: Stores, { account, key, organization, owner, invite, mail }: Records): Promise<void> {
  assert.equal(await stores.accounts.link(account), true)
  await stores.apiKeys.insert(key)
  await stores.orgs.insert(organization, owner)
  await stores.orgs.insertInvite(invite)
  await stores.outbox.insert(mail)
}

async function expectAll(stores: Stores, { account, key, organization, owner, invite, mail }: Records): Promise<void> {
  assert.deepEqual(await stores.accounts.listByUser(account.userId), [account])
  assert.deepEqual(await stores.apiKeys.find(key.id, now), key)
  assert.deepEqual(await stores.orgs.find(organization.id), organization)
  assert.deepEqual(await stores.orgs.listMembers(organization.id), [owner])
  assert.deepEqual(await stores.orgs.findInvite(invite.tokenHash, now), invite)
  assert.equal(await stores.outbox.count(), 1)
  assert.deepEqual(await stores.outbox.claim(now, 60, 10), [{ ...mail, tries: 1, dueAt: now + 60 }])
}
