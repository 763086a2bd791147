import type { SessionStore } from '../../packages/core/dist/index.js'

/** A database that is filled with sessions and asked for them. */
export interface Kind {
  readonly name: string
  /** What runs out first when there are too many of them. */
  readonly livesIn: 'disk' | 'memory'
  /** Stores the first `sessionCount` of the known sessions, as if they had been made at `now`. */
  fill(sessionCount: number, folder: string, now: number): Promise<Filled>
}

export interface Filled {
  readonly sessions: SessionStore
  /** Of the database, indexes included. */
  readonly bytes: number
  /** Reads everything once, so that no size waits for a disk that others do not wait for. */
  warm(): Promise<void>
  stop(): Promise<void>
}
