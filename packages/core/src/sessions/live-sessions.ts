import type { Session, SessionStore } from '../stores/session.ts'
import type { Lifetimes } from './lifetimes.ts'

/** A store in which sessions that are too old, or were not used for too long, are absent, though their rows are there. */
export function liveSessions(store: SessionStore, lifetimes: Lifetimes): SessionStore {
  function find(tokenHash: string, now: number): Promise<Session | null> {
    const found = store.find(tokenHash, now)
    return lifetimes.areNarrowed ? found.then(session => liveOrNull(session, now)) : found // the hot path: no promise more
  }

  function liveOrNull(session: Session | null, now: number): Session | null | Promise<Session | null> {
    if (session === null) return null
    return lifetimes.isOver(session, now) ? endUnlessUsed(session, now) : lifetimes.cap(session)
  }

  /** What a cache holds may be older than a use that another server has written: the row itself decides. */
  async function endUnlessUsed({ userId, tokenHash }: Session, now: number): Promise<Session | null> {
    const rows = await store.listByUser(userId, now)
    const row = rows.find(each => each.tokenHash === tokenHash) ?? null
    if (row === null) return null
    return (await endIfOver(row, now)) ? null : lifetimes.cap(row)
  }

  /** Deletes it, so that a clock set back does not revive it. */
  async function endIfOver(session: Session, now: number): Promise<boolean> {
    if (!lifetimes.isOver(session, now)) return false
    await store.revoke(session.userId, session.id, now)
    return true
  }

  async function endOver(userId: string, now: number): Promise<readonly Session[]> {
    const live: Session[] = []
    for (const session of await store.listByUser(userId, now)) {
      if (!(await endIfOver(session, now))) live.push(lifetimes.cap(session))
    }
    return live
  }

  async function revoke(userId: string, id: string, now: number): Promise<boolean> {
    if (lifetimes.areNarrowed) await endOver(userId, now)
    return store.revoke(userId, id, now)
  }

  async function revokeByUser(userId: string, exceptId: string | null, now: number): Promise<number> {
    if (lifetimes.areNarrowed) await endOver(userId, now) // they do not count
    return store.revokeByUser(userId, exceptId, now)
  }

  return {
    find,
    listByUser: (userId, now) => (lifetimes.areNarrowed ? endOver(userId, now) : store.listByUser(userId, now)),
    revoke,
    revokeByUser,
    insert: session => store.insert(session),
    replace: (tokenHash, change, now) => store.replace(tokenHash, change, now),
    touch: touches => store.touch(touches),
    update: (userId, change) => store.update(userId, change),
    sweep: (now, limit) => store.sweep(now, limit),
    count: () => store.count(),
  }
}
