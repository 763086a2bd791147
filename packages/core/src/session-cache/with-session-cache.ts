import { ConfigError } from '../errors.ts'
import type { RevocationChannel } from '../stores/revocation-channel.ts'
import type { StoreBundle } from '../stores/stores.ts'
import { cachedSessions } from './cached-sessions.ts'
import { cachedTransaction } from './cached-transaction.ts'
import { createPublisher } from './publisher.ts'
import { createSessionEntries } from './session-entries.ts'
import { everything } from './word.ts'

export interface SessionCacheOptions {
  /** Carries word to and from the other servers; default null: they hear of a revocation when the bound is over. */
  readonly channel?: RevocationChannel | null
  /** How long after it was read a session may be answered from memory, in seconds; default 5, at most 3,600. */
  readonly maxStaleSecs?: number
  /** How many sessions are held; those read first go first; default 10,000, from 2 to 1,000,000. */
  readonly maxEntries?: number
  /** Told why a word could not be sent; must not throw. Default: nobody is told, `cache.failedPublishes` counts. */
  readonly onError?: (error: unknown) => void
  /** A clock that is never set back, in milliseconds; default `performance.now`. */
  readonly monotonicMs?: () => number
}

/** What the cache is doing, for metrics. */
export interface SessionCache {
  /** Sessions held at present, those included that are over and were not asked for since. */
  readonly entries: number
  /**
   * How long a session may be answered on any server after its revocation, in seconds: `maxStaleSecs`, whether or not
   * the channel is up. While it is up, word usually ends it within milliseconds.
   */
  readonly boundSecs: number
  /** Whether word of other servers arrives at present; false without a channel. */
  readonly isChannelUp: boolean
  readonly hits: number
  readonly misses: number
  /** How often sessions were dropped before their bound: on word from here or another server, and by sweeps. */
  readonly evictions: number
  /** Words that could not be sent: the other servers follow when the bound is over. */
  readonly failedPublishes: number
}

/** Stores whose sessions are answered from memory for a moment. */
export interface CachedStores extends StoreBundle {
  readonly cache: SessionCache
}

/**
 * Answers `sessions.find` from memory for up to `maxStaleSecs` after the session was read; all else goes to the stores.
 *
 * What ends or changes a session here is in force here when its promise settles, and on other servers when the channel
 * brings word, or at the latest `maxStaleSecs` later. While the database is away, sessions are answered until then.
 * The channel stays open on `close`: it belongs to whoever opened it.
 *
 * Throws `ConfigError` for bounds out of range.
 *
 * @example
 * import { createSessions, withSessionCache } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const stores = withSessionCache(memoryStores(), { maxStaleSecs: 2 })
 * const sessions = createSessions({ store: stores.sessions })
 */
export function withSessionCache(stores: StoreBundle, options: SessionCacheOptions = {}): CachedStores {
  const { channel = null, maxStaleSecs = 5, maxEntries = 10_000, onError = () => {} } = options
  const { monotonicMs = () => performance.now() } = options
  checkBounds(maxStaleSecs, maxEntries)
  const entries = createSessionEntries({ maxStaleSecs, maxEntries })
  const publisher = channel === null ? null : createPublisher(channel, onError)
  channel?.subscribe(entries.evict)

  function announce(words: readonly string[]): void {
    words.forEach(entries.evict)
    for (const word of words) publisher?.publish(word)
  }

  async function close(): Promise<void> {
    try {
      await stores.close()
    } finally {
      entries.evict(everything)
    }
  }

  return {
    ...stores,
    sessions: cachedSessions({ store: stores.sessions, entries, announce, monotonicMs }),
    transaction: cachedTransaction(stores, announce),
    ping: () => stores.ping(),
    close,
    cache: {
      boundSecs: maxStaleSecs,
      get entries() {
        return entries.size
      },
      get isChannelUp() {
        return channel?.isUp ?? false
      },
      get hits() {
        return entries.hits
      },
      get misses() {
        return entries.misses
      },
      get evictions() {
        return entries.evictions
      },
      get failedPublishes() {
        return publisher?.failures ?? 0
      },
    },
  }
}

function checkBounds(maxStaleSecs: number, maxEntries: number): void {
  const problems: string[] = []
  if (!(maxStaleSecs > 0 && maxStaleSecs <= 3_600)) {
    problems.push(`maxStaleSecs: expected a number above 0 and up to 3600, found ${maxStaleSecs}`)
  }
  if (!(Number.isSafeInteger(maxEntries) && maxEntries >= 2 && maxEntries <= 1_000_000)) {
    problems.push(`maxEntries: expected a whole number from 2 to 1000000, found ${maxEntries}`)
  }
  if (problems.length > 0) throw new ConfigError(problems)
}
