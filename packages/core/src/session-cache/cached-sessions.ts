import type { Session, SessionStore, SessionTouch } from '../stores/session.ts'
import type { SessionEntries } from './session-entries.ts'
import { watchWrites } from './watch-writes.ts'

export interface CachedSessionsOptions {
  readonly store: SessionStore
  readonly entries: SessionEntries
  /** Evicts here and tells the other servers. */
  readonly announce: (words: readonly string[]) => void
  readonly monotonicMs: () => number
}

/** A session store that answers `find` from the entries while it may. */
export function cachedSessions({ store, entries, announce, monotonicMs }: CachedSessionsOptions): SessionStore {
  function find(tokenHash: string, now: number): Promise<Session | null> {
    const atMs = monotonicMs()
    const session = entries.find(tokenHash, now, atMs)
    return session === null ? read(tokenHash, now, atMs) : Promise.resolve(session)
  }

  async function read(tokenHash: string, now: number, readAtMs: number): Promise<Session | null> {
    const { evictions } = entries
    const answer = await store.find(tokenHash, now)
    if (answer === null) return null // strangers' guesses must not fill the cache
    const session = frozen(answer)
    // word that came meanwhile may be of this session, and this answer older than what the word tells
    if (entries.evictions === evictions) entries.keep(session, now, readAtMs)
    return session
  }

  async function announcing<T>(words: readonly string[], write: () => Promise<T>): Promise<T> {
    try {
      return await write()
    } finally {
      announce(words) // after a throw too: a write whose answer was lost may have happened
    }
  }

  async function touch(touches: readonly SessionTouch[]): Promise<void> {
    await store.touch(touches)
    touches.forEach(entries.touch)
  }

  async function sweep(now: number, limit: number): Promise<number> {
    try {
      return await store.sweep(now, limit)
    } finally {
      entries.evictExpired(now) // so that a clock set back does not show what was swept
    }
  }

  return { ...watchWrites(store, announcing), find, touch, sweep }
}

/** A copy that nobody can change: every caller is given the same one. */
const frozen = (session: Session): Session =>
  Object.freeze({ ...session, roles: Object.freeze([...session.roles]), amr: Object.freeze([...session.amr]) })
