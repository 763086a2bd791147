import type { StoreBundle } from '@pylon/core'
import type { Breakage } from './broken-stores.ts'

/** What a store might do wrong, by the case that must fail then. */
export const breakingCases: Readonly<Record<string, Breakage>> = {
  'insert: of 50 concurrent callers with one email exactly one gets true': ({ users }) => ({
    users: {
      async insert(user) {
        if ((await users.findByEmail(user.email)) !== null) return false
        await users.insert(user)
        return true
      },
    },
  }),
  'advance: of 50 concurrent callers with one step exactly one gets true': ({ credentials }) => ({
    credentials: {
      async advance(userId, kind, step) {
        const before = await credentials.find(userId, kind)
        if (before === null || before.step >= step) return false
        await credentials.put({ ...before, step })
        return true
      },
    },
  }),
  'deleteByUser: deletes every kind of that user alone and answers how many there were': ({ credentials }) => ({
    credentials: { deleteByUser: async userId => Number(await credentials.delete(userId, 'password')) },
  }),
  'replace: together with a revocation of the same session, no revoked session comes back': ({ sessions }) => ({
    sessions: {
      async replace(tokenHash, change, now) {
        const before = await sessions.find(tokenHash, now)
        if (before === null) return null
        const next = { ...before, ...change }
        await sessions.revoke(before.userId, before.id, now)
        await sessions.insert(next)
        return next
      },
    },
  }),
  'find: a session that was once found expired stays gone when the clock is set back': ({ sessions }) => ({
    sessions: {
      async find(tokenHash, now) {
        const session = await sessions.find(tokenHash, 0)
        return session !== null && (session.expiresAt === 0 || session.expiresAt > now) ? session : null
      },
    },
  }),
  'update: the end of a choice reaches a session whose token is replaced at the same moment': ({ sessions }) => ({
    sessions: {
      async replace(tokenHash, change, now) {
        const before = await sessions.find(tokenHash, now)
        return before === null ? null : sessions.replace(tokenHash, { ...before, ...change }, now)
      },
    },
  }),
  'update: a null role ends the choice in the sessions with that organization alone, and leaves the roles': ({
    sessions,
  }) => ({
    sessions: {
      async update(userId, { tenant, ...change }) {
        await sessions.update(userId, change)
        if (tenant === undefined) return
        for (const { tokenHash } of await sessions.listByUser(userId, 0)) {
          await sessions.replace(tokenHash, { tenantId: tenant.role && tenant.id, tenantRole: tenant.role }, 0)
        }
      },
    },
  }),
  'link: of 50 users who link one account at the same moment exactly one gets it': ({ accounts }) => ({
    accounts: {
      async link(account) {
        const before = await accounts.find(account.providerId, account.accountId)
        if (before !== null && before.userId !== account.userId) return false
        await accounts.link(account)
        return true
      },
    },
  }),
  'replaceTokens: a late refresh undoes no newer one, null and empty included': ({ accounts }) => ({
    accounts: {
      replaceTokens: async (id, tokens, expected, now) =>
        (await accounts.replaceTokens(id, tokens, expected, now)) ||
        (!expected && (await accounts.replaceTokens(id, tokens, expected === null ? '' : null, now))),
    },
  }),
  'find: a key that was once found expired stays gone when the clock is set back': ({ apiKeys }) => ({
    apiKeys: {
      async find(id, now) {
        const key = await apiKeys.find(id, 0)
        return key !== null && (key.expiresAt === 0 || key.expiresAt > now) ? key : null
      },
    },
  }),
  'rotate: of 50 concurrent callers each makes the secret before its own the previous one': ({ apiKeys }) => ({
    apiKeys: {
      async rotate(userId, id, rotation, now) {
        const before = await apiKeys.find(id, now)
        const after = await apiKeys.rotate(userId, id, rotation, now)
        return before === null || after === null ? null : { ...after, previousHash: before.secretHash }
      },
    },
  }),
  'insertMember: of 50 concurrent callers for one user exactly one gets true, and the role that it gave stays': ({
    orgs,
  }) => ({
    orgs: {
      async insertMember(membership) {
        const isNew = (await orgs.findMember(membership.orgId, membership.userId)) === null
        if (isNew) await orgs.insertMember(membership)
        return isNew
      },
    },
  }),
  'takeInvite: of 50 concurrent callers exactly one gets the invite': ({ orgs }) => ({
    orgs: {
      async takeInvite(tokenHash, now) {
        const invite = await orgs.findInvite(tokenHash, now)
        if (invite !== null) await orgs.revokeInvite(invite.orgId, invite.id, now)
        return invite
      },
    },
  }),
  'delete: answers true once, and members and invites are gone, of that organization alone': ({ orgs }) => ({
    orgs: {
      async delete(id) {
        const members = await orgs.listMembers(id)
        const isDeleted = await orgs.delete(id)
        for (const member of members) await orgs.insertMember(member)
        return isDeleted
      },
    },
  }),
  'claim: of 50 concurrent callers each mail goes to exactly one': ({ outbox }) => ({
    outbox: {
      async claim(now, leaseSecs, limit) {
        const mails = await outbox.claim(now, 0, limit)
        for (const { id } of mails) await outbox.postpone(id, now + leaseSecs)
        return mails
      },
    },
  }),
  'insert: takes the place of a mail that a worker has, whose id then means nothing': ({ outbox }) => {
    const ids = new Map<string, string>()
    return {
      outbox: {
        async insert(mail) {
          const id = ids.get(mail.key) ?? mail.id
          ids.set(mail.key, id)
          await outbox.insert({ ...mail, id })
        },
      },
    }
  },
  'append: of 50 concurrent callers everybody’s entries are in one chain, without a gap or a fork': ({ audit }) => ({
    audit: {
      async append(link) {
        const rows = link(await audit.head())
        await audit.append(() => rows)
      },
    },
  }),
  'list: of a user what they did and what was done to them, each entry once': ({ audit }) => ({
    audit: {
      list: async ({ userId, ...others }, before, limit) =>
        (await audit.list(others, before, limit)).filter(row => userId === undefined || row.actorId === userId),
    },
  }),
  'advanceSink: who has lost the lease moves nothing': ({ audit }) => ({
    audit: {
      async advanceSink(sink, holder, seq) {
        await audit.claimSink(sink, holder, 0, 10_000_000_000)
        return audit.advanceSink(sink, holder, seq)
      },
    },
  }),
}

export const withoutTransactions = (stores: StoreBundle): StoreBundle => ({
  ...stores,
  transaction: work => work(stores),
})
