import type { Authenticator } from '../authenticator.ts'
import { type Clock, systemClock } from '../clock.ts'
import type { RequestContext } from '../context.ts'
import type { Cookie } from '../cookie.ts'
import type { Session, SessionChange, SessionStore } from '../stores/session.ts'
import { generateId, generateToken, hashToken, isToken } from '../token.ts'
import { sessionAuthenticator } from './authenticator.ts'
import { deviceFrom } from './device.ts'
import { createLifetimes, type Lifetimes, type SessionLimits } from './lifetimes.ts'
import { liveSessions } from './live-sessions.ts'
import { createSliding } from './sliding.ts'
import { presentedToken, sessionTokenPrefix } from './token-source.ts'

export interface SessionsOptions {
  readonly store: SessionStore
  /** Where the token travels besides the bearer header; default null: nowhere. */
  readonly cookie?: Cookie | null
  /** In seconds; default 2,592,000 (30 days); 0 = never expires. */
  readonly lifetimeSecs?: number
  /** Counted from the first sign-in, in seconds: no refresh goes past it; default null: no such limit. */
  readonly maxAgeSecs?: number | null
  /** Without a request, in seconds; default null: no such limit. */
  readonly idleTimeoutSecs?: number | null
  /**
   * How often `lastUsedAt` is written at most, in seconds; default 60, with an idle time a tenth of it, from 1 to 60. Where
   * several servers share a store, one may end a session as idle this much too early that another saw last.
   */
  readonly touchIntervalSecs?: number | null
  readonly clock?: Clock
}

/** A session with its token: the only moment in which the token is known. */
export interface IssuedSession {
  readonly token: string
  readonly session: Session
}

/** Whom a session is made for. */
export interface SessionOwner {
  readonly userId: string
  readonly roles: readonly string[]
  readonly amr: readonly string[]
}

/** An organization as a session knows it, with the user's role there. */
export interface Tenant {
  readonly id: string
  readonly role: string
}

export interface Sessions {
  readonly authenticator: Authenticator
  readonly cookie: Cookie | null
  /** Makes a session; called by the sign-in door alone. */
  create(ctx: RequestContext, owner: SessionOwner): Promise<IssuedSession>
  /** Makes a session for nobody in particular, under a new `guest_…` id. */
  createGuest(ctx: RequestContext): Promise<IssuedSession>
  /** The session token that a request presents, whether or not it resolves; null when it presents none. */
  tokenFrom(ctx: RequestContext): string | null
  /** Null for a token that is unknown, expired or revoked. */
  find(token: string): Promise<Session | null>
  /** Swaps the token for a new one with a full lifetime; of simultaneous callers one wins, the others get null. */
  refresh(token: string, change?: Pick<SessionChange, 'authTime' | 'amr'>): Promise<IssuedSession | null>
  /** Makes an organization the active one of a session, with the role there; null for none. Null when it is gone. */
  chooseTenant(token: string, tenant: Tenant | null): Promise<Session | null>
  /**
   * Tightens the lifetimes of all sessions from now on, those that exist among them: of several the tightest wins. Throws
   * `ConfigError` for ages and idle times that are no whole seconds above 0.
   */
  narrow(limits: SessionLimits): void
  /** From now on remembers the session of a request for as long as the request lasts, so that `slide` finds it. */
  keepCurrent(): void
  /**
   * Gives the session of a request a full lifetime again, and answers it, at once as it is when there is nothing to
   * write: within the interval of touches, or within a second where there is none. Null when the request has none, or it
   * ended meanwhile. Works for requests that were authenticated since `keepCurrent` was called.
   */
  slide(ctx: RequestContext): Session | Promise<Session | null> | null
  /** Turns a guest's session into a user's, under the same token; null when it is gone. */
  upgrade(token: string, owner: SessionOwner): Promise<Session | null>
  /** Live ones, newest first. */
  listByUser(userId: string): Promise<readonly Session[]>
  revoke(userId: string, id: string): Promise<boolean>
  /** Answers how many live ones it revoked. */
  revokeByUser(userId: string, exceptId?: string | null): Promise<number>
  /** Writes a user's new roles into every session of theirs. */
  updateRoles(userId: string, roles: readonly string[]): Promise<void>
  /** Writes a user's new role in an organization into every session that has chosen it; null ends the choice. */
  updateTenantRole(userId: string, tenantId: string, role: string | null): Promise<void>
  /** Deletes at most `limit` expired ones; answers how many. */
  sweep(limit: number): Promise<number>
  /** Writes the "last used" times that wait in memory; call it before the store closes. */
  flush(): Promise<void>
  /** The same sessions on another store: the one of a transaction. */
  within(store: SessionStore): Sessions
}

/**
 * Makes, finds and ends sessions. The store sees digests of tokens, never the tokens.
 *
 * Throws `ConfigError` for lifetimes that are no whole seconds. A session that never expires and was left idle is absent, but
 * its row stays until somebody looks for it: give sessions a lifetime, so that `sweep` finds them.
 *
 * @example
 * import { createSessions } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const sessions = createSessions({ store: memoryStores().sessions, lifetimeSecs: 7 * 86_400 })
 */
export function createSessions(options: SessionsOptions): Sessions {
  const {
    store,
    lifetimeSecs = 2_592_000,
    maxAgeSecs = null,
    idleTimeoutSecs = null,
    touchIntervalSecs = null,
  } = options
  return openSessions(options, createLifetimes(store, { lifetimeSecs, maxAgeSecs, idleTimeoutSecs, touchIntervalSecs }))
}

/** Lifetimes are handed on to `within`: uses that are not written yet count inside a transaction too. */
function openSessions(options: SessionsOptions, lifetimes: Lifetimes): Sessions {
  const { cookie = null, clock = systemClock } = options
  const store = liveSessions(options.store, lifetimes)
  const sliding = createSliding({ store, lifetimes, clock })

  async function insert(ctx: RequestContext, owner: SessionOwner, isGuest: boolean): Promise<IssuedSession> {
    const now = clock()
    const token = generateToken(sessionTokenPrefix)
    const session: Session = {
      ...tokenMembers(token),
      ...owner,
      id: generateId('ses_'),
      isGuest,
      tenantId: null,
      tenantRole: null,
      device: deviceFrom(ctx),
      ip: ctx.ip === '' ? null : ctx.ip,
      createdAt: now,
      authTime: isGuest ? 0 : now,
      lastUsedAt: now,
      expiresAt: lifetimes.expiryOf(now, now),
    }
    await store.insert(session)
    return { token, session }
  }

  async function find(token: string): Promise<Session | null> {
    return isToken(sessionTokenPrefix, token) ? store.find(hashToken(token), clock()) : null
  }

  async function refresh(
    token: string,
    change: Pick<SessionChange, 'authTime' | 'amr'> = {},
  ): Promise<IssuedSession | null> {
    const old = await find(token)
    if (old === null) return null
    const now = clock()
    const next = generateToken(sessionTokenPrefix)
    const expiresAt = lifetimes.expiryOf(old.createdAt, now)
    const renewal = { ...change, ...tokenMembers(next), lastUsedAt: now, expiresAt }
    const session = await store.replace(old.tokenHash, renewal, now)
    return session === null ? null : { token: next, session }
  }

  async function chooseTenant(token: string, tenant: Tenant | null): Promise<Session | null> {
    const choice = { tenantId: tenant?.id ?? null, tenantRole: tenant?.role ?? null }
    return store.replace(hashToken(token), choice, clock())
  }

  async function upgrade(token: string, owner: SessionOwner): Promise<Session | null> {
    const now = clock()
    return store.replace(hashToken(token), { ...owner, isGuest: false, authTime: now }, now)
  }

  function noteUse(ctx: RequestContext, session: Session, now: number): void {
    lifetimes.noteUse(session, now)
    sliding.note(ctx, session)
  }

  return {
    authenticator: sessionAuthenticator({ store, cookie, noteUse, clock }),
    cookie,
    create: (ctx, owner) => insert(ctx, owner, false),
    createGuest: ctx => insert(ctx, { userId: generateId('guest_'), roles: [], amr: [] }, true),
    tokenFrom: ctx => sessionTokenOrNull(presentedToken(ctx, cookie)),
    find,
    refresh,
    chooseTenant,
    upgrade,
    narrow: lifetimes.narrow,
    keepCurrent: sliding.keepCurrent,
    slide: sliding.slide,
    listByUser: userId => store.listByUser(userId, clock()),
    revoke: (userId, id) => store.revoke(userId, id, clock()),
    revokeByUser: (userId, exceptId = null) => store.revokeByUser(userId, exceptId, clock()),
    updateRoles: (userId, roles) => store.update(userId, { roles }),
    updateTenantRole: (userId, tenantId, role) => store.update(userId, { tenant: { id: tenantId, role } }),
    sweep: limit => store.sweep(clock(), limit),
    flush: lifetimes.flush,
    within: otherStore => openSessions({ ...options, store: otherStore }, lifetimes),
  }
}

function tokenMembers(token: string): Pick<Session, 'tokenHash' | 'tokenPrefix'> {
  return { tokenHash: hashToken(token), tokenPrefix: token.slice(0, 8) }
}

const sessionTokenOrNull = (token: string | null): string | null =>
  token !== null && isToken(sessionTokenPrefix, token) ? token : null
