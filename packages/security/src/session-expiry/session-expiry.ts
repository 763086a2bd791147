import {
  bearerFrom,
  type Clock,
  type HeaderList,
  type Next,
  type Plugin,
  type Reply,
  type RequestContext,
  type Session,
  type Sessions,
  systemClock,
} from '@pylon/core'

export interface SessionExpiryOptions {
  /** The sessions of the app: they are bounded wherever they are looked for, in lists and at a refresh too. */
  readonly sessions: Pick<Sessions, 'narrow' | 'keepCurrent' | 'slide' | 'tokenFrom' | 'cookie'>
  /** Counted from the first sign-in, in seconds, across refreshes; default null: no such limit. */
  readonly maxAgeSecs?: number | null
  /** Without a request, in seconds; default null: no such limit. */
  readonly idleTimeoutSecs?: number | null
  /** Default false. True: a session that is used gets a full lifetime again, never past `maxAgeSecs`. */
  readonly refreshOnUse?: boolean
  /** How often a use is written at most, in seconds; default a tenth of the idle time, at least 1 and at most 60. */
  readonly touchIntervalSecs?: number | null
  readonly clock?: Clock
  /** Told when a session could not be given a full lifetime again: the answer goes out all the same. */
  readonly onError?: (error: unknown) => void
}

/**
 * Ends sessions that are too old, or that nobody used for too long, and lets those that are used live on. Of several of
 * these plugins the tightest limits win.
 *
 * Throws `ConfigError` for ages and idle times that are no whole seconds above 0.
 *
 * @example
 * import { createApp, createSessions } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { sessionExpiry } from '@pylon/security/session-expiry'
 *
 * const sessions = createSessions({ store: memoryStores().sessions })
 * const app = createApp({
 *   authenticators: [sessions.authenticator],
 *   plugins: [sessionExpiry({ sessions, maxAgeSecs: 86_400, idleTimeoutSecs: 900, refreshOnUse: true })],
 * })
 */
export function sessionExpiry({
  sessions,
  maxAgeSecs = null,
  idleTimeoutSecs = null,
  refreshOnUse = false,
  touchIntervalSecs = null,
  clock = systemClock,
  onError = () => {},
}: SessionExpiryOptions): Plugin {
  sessions.narrow({ maxAgeSecs, idleTimeoutSecs, touchIntervalSecs })
  if (refreshOnUse) sessions.keepCurrent()
  const needsUses = refreshOnUse || idleTimeoutSecs !== null

  /** A use, also on routes that ask nobody; those that do refuse a bad credential themselves. */
  function used(ctx: RequestContext, next: Next): Promise<Reply> {
    const reply = ctx.auth().then(
      () => next(),
      () => next(),
    )
    return refreshOnUse ? reply.then(answer => slid(ctx, answer)) : reply
  }

  function slid(ctx: RequestContext, reply: Reply): Reply | Promise<Reply> {
    const sliding = sessions.slide(ctx)
    if (!(sliding instanceof Promise)) return renewed(ctx, reply, sliding)
    return sliding
      .then(session => renewed(ctx, reply, session))
      .catch(error => {
        onError(error) // what was asked for has been done, and the session still lives
        return reply
      })
  }

  function renewed(ctx: RequestContext, reply: Reply, session: Session | null): Reply {
    const token = bearerFrom(ctx) === null ? sessions.tokenFrom(ctx) : null
    const { cookie } = sessions
    if (session === null || token === null || cookie === null) return reply
    if (isSetIn(reply.headers, cookie.name)) return reply // the handler has its own say about it
    const lastsSecs = session.expiresAt === 0 ? null : session.expiresAt - clock()
    return { ...reply, headers: [...reply.headers, ['Set-Cookie', cookie.set(token, lastsSecs)]] }
  }

  return {
    name: 'session-expiry',
    stage: 'session-expiry',
    handle: (ctx, next) =>
      needsUses && ctx.route !== null && sessions.tokenFrom(ctx) !== null ? used(ctx, next) : next(),
  }
}

const isSetIn = (headers: HeaderList, cookieName: string): boolean =>
  headers.some(([name, value]) => name.toLowerCase() === 'set-cookie' && value.startsWith(`${cookieName}=`))
