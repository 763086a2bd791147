import type { CachedStores, RevocationChannel, Session, SessionCacheOptions, StoreBundle } from '../src/index.ts'
import { withSessionCache } from '../src/index.ts'
import { memoryStores } from '../src/memory/index.ts'

export const now = 1_800_000_000

let made = 0

export function someSession(overrides: Partial<Session> = {}): Session {
  made++
  return {
    id: `ses_${made}`,
    tokenHash: `hash of token ${made}`,
    tokenPrefix: 'pylon_ab',
    userId: `usr_${made}`,
    isGuest: false,
    roles: ['editor'],
    tenantId: null,
    tenantRole: null,
    amr: ['pwd'],
    device: null,
    ip: null,
    createdAt: now,
    authTime: now,
    lastUsedAt: now,
    expiresAt: now + 3_600,
    ...overrides,
  }
}

/** A monotonic clock that moves when it is told to. */
export interface ManualClock {
  (): number
  atMs: number
}

export function manualClock(): ManualClock {
  const clock: ManualClock = Object.assign(() => clock.atMs, { atMs: 1_000 })
  return clock
}

/** A revocation channel between servers of one process. */
export interface Bus {
  /** Each server has a channel of its own. */
  channel(): RevocationChannel
  /** Sends what no server of ours would. */
  inject(message: unknown): void
  readonly published: string[]
  /** Loses every message while true, without a word to the publisher. */
  isLosing: boolean
  /** What `publish` throws; null = it works. */
  failure: Error | null
}

export function createBus(): Bus {
  const listeners: ((message: string) => void)[] = []
  const bus: Bus = {
    published: [],
    isLosing: false,
    failure: null,
    inject(message) {
      for (const listener of listeners) listener(message as string) // a channel carries whatever was put in
    },
    channel: () => ({
      get isUp() {
        return bus.failure === null
      },
      async publish(message) {
        if (bus.failure !== null) throw bus.failure
        bus.published.push(message)
        if (!bus.isLosing) bus.inject(message)
      },
      subscribe: onMessage => void listeners.push(onMessage),
      close: async () => {},
    }),
  }
  return bus
}

/** Stores whose reads of sessions can be counted, held open and made to fail. */
export interface WatchedStores extends StoreBundle {
  reads: number
  /** What every method of the sessions throws; null = they work. */
  failure: Error | null
  /** Reads look at the row at once and answer when `release` is called. */
  holdReads(): { release(): void }
}

export function watchedStores(inner: StoreBundle = memoryStores()): WatchedStores {
  let gate = Promise.resolve()

  async function unlessDown<T>(work: () => Promise<T>): Promise<T> {
    if (watched.failure !== null) throw watched.failure
    return work()
  }

  async function find(tokenHash: string, at: number): Promise<Session | null> {
    watched.reads++
    const answer = await inner.sessions.find(tokenHash, at)
    await gate
    return answer
  }

  const { sessions } = inner
  const watched: WatchedStores = {
    ...inner,
    reads: 0,
    failure: null,
    holdReads() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return {
        release() {
          gate = Promise.resolve()
          resolve()
        },
      }
    },
    sessions: {
      ...sessions,
      find: (tokenHash, at) => unlessDown(() => find(tokenHash, at)),
      revokeByUser: (userId, exceptId, at) => unlessDown(() => sessions.revokeByUser(userId, exceptId, at)),
      revoke: (userId, id, at) => unlessDown(() => sessions.revoke(userId, id, at)),
    },
  }
  return watched
}

export interface Setup {
  readonly stores: WatchedStores
  readonly cached: CachedStores
  readonly clock: ManualClock
  /** Puts a session into the store and the cache. */
  cachedSession(overrides?: Partial<Session>): Promise<Session>
}

export function createSetup(options: SessionCacheOptions = {}): Setup {
  const clock = manualClock()
  const stores = watchedStores()
  const cached = withSessionCache(stores, { monotonicMs: clock, ...options })

  async function cachedSession(overrides: Partial<Session> = {}): Promise<Session> {
    const session = someSession(overrides)
    await cached.sessions.insert(session)
    await cached.sessions.find(session.tokenHash, now)
    return session
  }

  return { stores, cached, clock, cachedSession }
}
