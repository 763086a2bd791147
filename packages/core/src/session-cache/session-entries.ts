import type { Session, SessionTouch } from '../stores/session.ts'
import { createGeneration, type Entry } from './generation.ts'
import { namedBy } from './word.ts'

/** Sessions that were read a moment ago. */
export interface SessionEntries {
  readonly size: number
  readonly hits: number
  readonly misses: number
  /** Grows with every word, whomever it names: a read that began before it may have seen what the word ended. */
  readonly evictions: number
  /** `atMs` is by the monotonic clock. An entry that is over is dropped by the look that finds it. */
  find(tokenHash: string, now: number, atMs: number): Session | null
  /** Keeps what a read answered that began at `readAtMs`, and at `now` by the wall clock. */
  keep(session: Session, now: number, readAtMs: number): void
  /** Moves `lastUsedAt` forward; the entry ends when it would have. */
  touch(touch: SessionTouch): void
  /** Drops whom the word names; everybody, when it cannot be read. */
  evict(word: unknown): void
  evictExpired(now: number): void
}

export interface SessionEntriesOptions {
  readonly maxStaleSecs: number
  readonly maxEntries: number
}

export function createSessionEntries({ maxStaleSecs, maxEntries }: SessionEntriesOptions): SessionEntries {
  const maxStaleMs = maxStaleSecs * 1_000
  const maxYoung = Math.floor(maxEntries / 2)
  let young = createGeneration()
  let old = createGeneration()
  let hits = 0
  let misses = 0
  let evictions = 0

  function find(tokenHash: string, now: number, atMs: number): Session | null {
    const entry = entryOf(tokenHash)
    if (entry !== undefined && atMs - entry.readAtMs < maxStaleMs && now < entry.endsAt) {
      hits++
      return entry.session
    }
    misses++
    if (entry !== undefined) drop(tokenHash)
    return null
  }

  function keep(session: Session, now: number, readAtMs: number): void {
    const known = entryOf(session.tokenHash)
    if (known !== undefined && known.readAtMs > readAtMs) return // of two reads the later one, whichever answers first
    drop(session.tokenHash)
    if (young.entries.size >= maxYoung) startGeneration()
    young.insert({ session, readAtMs, endsAt: endOf(session, now) })
  }

  /** The monotonic clock stands still while a machine is suspended; the wall clock shows that time has passed. */
  function endOf({ expiresAt }: Session, now: number): number {
    const staleAt = now + Math.ceil(maxStaleSecs) + 1 // in whole seconds: never before the monotonic clock says so
    return expiresAt === 0 ? staleAt : Math.min(expiresAt, staleAt)
  }

  /** Forgets the half that was read first, which would be over first. Nothing moves on a hit, so a hit is one look. */
  function startGeneration(): void {
    old = young
    young = createGeneration()
  }

  function touch({ tokenHash, lastUsedAt }: SessionTouch): void {
    const entry = entryOf(tokenHash)
    if (entry === undefined || entry.session.lastUsedAt >= lastUsedAt) return
    entry.session = Object.freeze({ ...entry.session, lastUsedAt })
  }

  function evict(word: unknown): void {
    evictions++
    const tokenHash = namedBy(word, 't')
    const userId = namedBy(word, 'u')
    if (tokenHash !== null) drop(tokenHash)
    else if (userId !== null) dropUser(userId)
    else clear()
  }

  function evictExpired(now: number): void {
    evictions++
    for (const { entries, drop } of [young, old]) {
      for (const [tokenHash, { endsAt }] of entries) if (endsAt <= now) drop(tokenHash)
    }
  }

  function drop(tokenHash: string): void {
    young.drop(tokenHash)
    old.drop(tokenHash)
  }

  function dropUser(userId: string): void {
    young.dropUser(userId)
    old.dropUser(userId)
  }

  function clear(): void {
    young = createGeneration()
    old = createGeneration()
  }

  const entryOf = (tokenHash: string): Entry | undefined => young.entries.get(tokenHash) ?? old.entries.get(tokenHash)

  return {
    get size() {
      return young.entries.size + old.entries.size
    },
    get hits() {
      return hits
    },
    get misses() {
      return misses
    },
    get evictions() {
      return evictions
    },
    find,
    keep,
    touch,
    evict,
    evictExpired,
  }
}
