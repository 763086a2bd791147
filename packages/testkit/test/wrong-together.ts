import type { Breakage } from './broken-stores.ts'

/** Right as long as nothing else happens at the same moment. */
export const wrongTogether: Readonly<Record<string, Breakage>> = {
  'insert of a user reads before it writes': ({ users }) => ({
    users: {
      async insert(user) {
        if ((await users.findByEmail(user.email)) !== null || (await users.findById(user.id)) !== null) return false
        await users.insert(user)
        return true
      },
    },
  }),
  'advance reads before it writes': ({ credentials }) => ({
    credentials: {
      async advance(userId, kind, step) {
        const before = await credentials.find(userId, kind)
        if (before === null || before.step >= step) return false
        await credentials.put({ ...before, step })
        return true
      },
    },
  }),
  'replace drops roles that arrive between its read and its write': ({ sessions }) => ({
    sessions: {
      async replace(tokenHash, change, now) {
        const before = await sessions.find(tokenHash, now)
        return before === null ? null : sessions.replace(tokenHash, { ...before, ...change }, now)
      },
    },
  }),
  'revokeByUser revokes what it has listed': ({ sessions }) => ({
    sessions: {
      async revokeByUser(userId, exceptId, now) {
        const listed = (await sessions.listByUser(userId, 0)).filter(({ id }) => id !== exceptId)
        for (const { tokenHash } of listed) await sessions.replace(tokenHash, { expiresAt: 1 }, 0)
        return listed.filter(({ expiresAt }) => expiresAt === 0 || expiresAt > now).length
      },
    },
  }),
  'fail gives back what it has read': ({ oneTime }) => ({
    oneTime: {
      async fail(purpose, key, limit, now) {
        const shown = await oneTime.fail(purpose, key, limit, now)
        const again = await oneTime.fail(purpose, key, 1_000, now)
        return again === null ? null : shown
      },
    },
  }),
}
