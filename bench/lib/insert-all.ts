import type { Session, SessionStore } from '../../packages/core/dist/index.js'

/** Stores sessions by the store's own method, so many at a time. */
export async function insertAll(store: SessionStore, sessions: Iterator<Session>, inFlight: number): Promise<void> {
  const work = async (): Promise<void> => {
    for (let next = sessions.next(); !next.done; next = sessions.next()) await store.insert(next.value)
  }
  await Promise.all(Array.from({ length: inFlight }, work))
}
