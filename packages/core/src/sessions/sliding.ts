import type { Clock } from '../clock.ts'
import type { RequestContext } from '../context.ts'
import type { Session, SessionStore } from '../stores/session.ts'
import type { Lifetimes } from './lifetimes.ts'

export interface SlidingOptions {
  readonly store: SessionStore
  readonly lifetimes: Lifetimes
  readonly clock: Clock
}

/** Gives sessions that are used a full lifetime again. */
export interface Sliding {
  /** From now on remembers the session of a request for as long as the request lasts. */
  keepCurrent(): void
  note(ctx: RequestContext, session: Session): void
  /**
   * The session of the request, at once as it is when there is nothing to write; null when the request has none, or it
   * ended meanwhile.
   */
  slide(ctx: RequestContext): Session | Promise<Session | null> | null
}

export function createSliding({ store, lifetimes, clock }: SlidingOptions): Sliding {
  let current: WeakMap<RequestContext, Session> | null = null
  const underWay = new Set<string>()

  function slide(ctx: RequestContext): Session | Promise<Session | null> | null {
    const session = current?.get(ctx) ?? null
    if (session === null || underWay.has(session.tokenHash)) return session // of requests in parallel one writes
    const now = clock()
    const expiresAt = lifetimes.expiryOf(session.createdAt, now)
    return isWorthIt(session, expiresAt, now) ? write(session.tokenHash, expiresAt, now) : session
  }

  async function write(tokenHash: string, expiresAt: number, now: number): Promise<Session | null> {
    underWay.add(tokenHash)
    try {
      return await store.replace(tokenHash, { expiresAt }, now)
    } finally {
      underWay.delete(tokenHash)
    }
  }

  /** Once in a while, and the last time before its greatest age: that step may be a short one. */
  function isWorthIt({ createdAt, expiresAt }: Session, slidTo: number, now: number): boolean {
    if (expiresAt === 0 || slidTo <= expiresAt) return false
    const everySecs = Math.min(lifetimes.slideIntervalSecs, Math.ceil((slidTo - now) / 10))
    return slidTo - expiresAt >= everySecs || slidTo === lifetimes.expiryOf(createdAt, now + everySecs)
  }

  return {
    keepCurrent() {
      current ??= new WeakMap()
    },
    note: (ctx, session) => void current?.set(ctx, session),
    slide,
  }
}
