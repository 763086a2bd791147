import type { Session, SessionStore } from '@pylon/core'
import { deleteWhere, isExpired, type ModelState, putAt } from './state.ts'

export function modelSessions({ sessions }: ModelState): SessionStore {
  const placeOf = (tokenHash: string): number => sessions.findIndex(session => session.tokenHash === tokenHash)

  /** The look at an expired session deletes it. */
  function live(tokenHash: string, now: number): Session | null {
    const session = sessions[placeOf(tokenHash)]
    if (session === undefined) return null
    if (!isExpired(session, now)) return session
    putAt(sessions, placeOf(tokenHash), null)
    return null
  }

  /** Deletes those that are meant; answers how many of them were live. */
  function revokeAll(isMeant: (session: Session) => boolean, now: number): number {
    const liveOnes = sessions.filter(isMeant).filter(session => !isExpired(session, now))
    deleteWhere(sessions, isMeant, sessions.length)
    return liveOnes.length
  }

  function changeAll(isMeant: (session: Session) => boolean, change: Partial<Session>): void {
    for (const [at, session] of sessions.entries()) {
      if (isMeant(session)) putAt(sessions, at, { ...session, ...change })
    }
  }

  return {
    insert: async session => void sessions.push(session),

    find: async (tokenHash, now) => live(tokenHash, now),

    async replace(tokenHash, change, now) {
      const session = live(tokenHash, now)
      if (session === null) return null
      const next = { ...session, ...change }
      putAt(sessions, placeOf(tokenHash), next)
      return next
    },

    async touch(touches) {
      for (const { tokenHash, lastUsedAt } of touches) {
        changeAll(session => session.tokenHash === tokenHash && session.lastUsedAt < lastUsedAt, { lastUsedAt })
      }
    },

    listByUser: async (userId, now) =>
      sessions
        .filter(session => session.userId === userId && !isExpired(session, now))
        .reverse() // of one second the last inserted first: sorting keeps the order of equals
        .sort((a, b) => b.createdAt - a.createdAt),

    revoke: async (userId, id, now) => revokeAll(session => session.userId === userId && session.id === id, now) > 0,

    revokeByUser: async (userId, exceptId, now) =>
      revokeAll(session => session.userId === userId && session.id !== exceptId, now),

    async update(userId, { roles, tenant }) {
      if (roles !== undefined) changeAll(session => session.userId === userId, { roles })
      if (tenant === undefined) return
      const choice = tenant.role === null ? { tenantId: null, tenantRole: null } : { tenantRole: tenant.role }
      changeAll(session => session.userId === userId && session.tenantId === tenant.id, choice)
    },

    sweep: async (now, limit) => deleteWhere(sessions, session => isExpired(session, now), limit),

    count: async () => sessions.length,
  }
}
