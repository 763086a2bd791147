import type { Breakage } from './broken-stores.ts'

/** Wrong in any order of calls. */
export const wrongByItself: Readonly<Record<string, Breakage>> = {
  'update ignores that an email is taken by a user who changes nothing else': ({ users }) => ({
    users: {
      async update(id, change, isVoidingProofs, now) {
        const owner = change.email === undefined ? null : await users.findByEmail(change.email)
        if (owner === null || owner.id === id) return users.update(id, change, isVoidingProofs, now)
        return users.findById(id)
      },
    },
  }),
  'list forgets that there is more': ({ users }) => ({
    users: {
      async list(query, limit, after) {
        const page = await users.list(query, limit, after)
        return { ...page, next: null }
      },
    },
  }),
  'replace of a credential moves the step back': ({ credentials }) => ({
    credentials: {
      async replace(credential, expectedValue) {
        const isReplaced = await credentials.replace(credential, expectedValue)
        if (isReplaced) await credentials.put(credential)
        return isReplaced
      },
    },
  }),
  'advance takes the same step again': ({ credentials }) => ({
    credentials: {
      async advance(userId, kind, step) {
        const before = await credentials.find(userId, kind)
        return before !== null && before.step === step && step > 0 ? true : credentials.advance(userId, kind, step)
      },
    },
  }),
  'revoke keeps an expired session, which a clock set back revives': ({ sessions }) => ({
    sessions: {
      async revoke(userId, id, now) {
        const isLive = (await sessions.listByUser(userId, now)).some(session => session.id === id)
        return isLive && sessions.revoke(userId, id, now)
      },
    },
  }),
  'find keeps an expired session, which a clock set back revives': ({ sessions }) => ({
    sessions: {
      async find(tokenHash, now) {
        const session = await sessions.find(tokenHash, 0)
        return session !== null && (session.expiresAt === 0 || session.expiresAt > now) ? session : null
      },
    },
  }),
  'replace puts a session at the head of the list': ({ sessions }) => ({
    sessions: {
      async replace(tokenHash, change, now) {
        const next = await sessions.replace(tokenHash, change, now)
        if (next === null) return null
        await sessions.revoke(next.userId, next.id, now)
        await sessions.insert(next)
        return next
      },
    },
  }),
  'update writes the role in one organization into the sessions with another': ({ sessions }) => ({
    sessions: {
      async update(userId, { tenant, ...change }) {
        await sessions.update(userId, change)
        for (const { tokenHash, tenantId } of await sessions.listByUser(userId, 0)) {
          if (tenant && tenantId) await sessions.replace(tokenHash, { tenantRole: tenant.role }, 0)
        }
      },
    },
  }),
  'deleteByUser leaves a kind': ({ credentials }) => ({
    credentials: { deleteByUser: async userId => Number(await credentials.delete(userId, 'password')) },
  }),
  'touch moves back': ({ sessions }) => ({
    sessions: {
      async touch(touches) {
        for (const { tokenHash, lastUsedAt } of touches) await sessions.replace(tokenHash, { lastUsedAt }, 0)
      },
    },
  }),
  'fail does not burn the entry': ({ oneTime }) => ({
    oneTime: { fail: (purpose, key, limit, now) => oneTime.fail(purpose, key, limit + 1, now) },
  }),
  'take clears the grave of a burned entry': ({ oneTime }) => ({
    oneTime: {
      async take(purpose, key, now) {
        const value = await oneTime.take(purpose, key, now)
        if (value === null) await oneTime.put({ purpose, key, value: '', expiresAt: 1 })
        return value
      },
    },
  }),
  'increment leaves a window that the clock has made too long': ({ counters }) => {
    return {
      counters: {
        async increment(key, by, windowSecs, now) {
          const { count, resetAt } = await counters.increment(key, by, windowSecs + 3_600, now)
          return { count, resetAt: Math.min(resetAt, now + windowSecs + 3_600) - 3_600 }
        },
      },
    }
  },
  'increment goes below 0': ({ counters }) => ({
    counters: {
      async increment(key, by, windowSecs, now) {
        const answer = await counters.increment(key, by, windowSecs, now)
        return answer.count === 0 && by < -1 ? { ...answer, count: -1 } : answer
      },
    },
  }),
}
