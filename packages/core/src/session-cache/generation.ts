import { createUserIndex } from '../sessions/user-index.ts'
import type { Session } from '../stores/session.ts'

/** A session as a read found it. */
export interface Entry {
  session: Session
  /** When the read began, by the monotonic clock. */
  readonly readAtMs: number
  /** The second of the wall clock in which the entry is over at the latest. */
  readonly endsAt: number
}

/** Entries that are forgotten together, by the hash of their token and by their user. */
export interface Generation {
  readonly entries: ReadonlyMap<string, Entry>
  insert(entry: Entry): void
  drop(tokenHash: string): void
  dropUser(userId: string): void
}

export function createGeneration(): Generation {
  const entries = new Map<string, Entry>()
  const hashesByUser = createUserIndex()

  function insert(entry: Entry): void {
    const { tokenHash, userId } = entry.session
    entries.set(tokenHash, entry)
    hashesByUser.move(tokenHash, null, userId)
  }

  function drop(tokenHash: string): void {
    const entry = entries.get(tokenHash)
    if (entry === undefined) return
    entries.delete(tokenHash)
    hashesByUser.move(tokenHash, entry.session.userId, null)
  }

  function dropUser(userId: string): void {
    for (const tokenHash of hashesByUser.list(userId)) drop(tokenHash)
  }

  return { entries, insert, drop, dropUser }
}
