import { bearerFrom, type Plugin, PylonError, type RequestContext } from '@pylon/core'

export interface CsrfOptions {
  /** The server's own origin, from its public URL: `https://app.example.com`. */
  readonly expectedOrigin: string
  /** Other origins that may post here; default none. */
  readonly trustedOrigins?: readonly string[]
  /** Names on the wire of the cookies that sign somebody in. */
  readonly cookieNames: readonly string[]
  /** Paths that are let through unseen; default none. */
  readonly exemptPaths?: readonly string[]
}

/**
 * Refuses state-changing requests that another site makes a browser send: those that carry one of our cookies, and
 * those that would sign the browser in (login CSRF). Looks at Fetch metadata first, then at `Origin`, then at `Referer`.
 *
 * @example
 * import { createApp } from '@pylon/core'
 * import { csrf } from '@pylon/security/csrf'
 *
 * const app = createApp({
 *   plugins: [csrf({ expectedOrigin: 'https://app.example.com', cookieNames: ['__Host-pylon_session'] })],
 * })
 */
export function csrf({ expectedOrigin, trustedOrigins = [], cookieNames, exemptPaths = [] }: CsrfOptions): Plugin {
  const allowedOrigins = new Set([expectedOrigin, ...trustedOrigins].map(origin => new URL(origin).origin))
  const exempt = new Set(exemptPaths)

  function isForeign(ctx: RequestContext, hasCookie: boolean): boolean {
    const site = ctx.header('sec-fetch-site')
    if (site === 'same-origin' || site === 'none') return false
    const origin = originOf(ctx)
    if (origin === null) return hasCookie || site !== null // only what is no browser names no origin at all
    return !allowedOrigins.has(origin)
  }

  return {
    name: 'csrf',
    stage: 'csrf',
    async handle(ctx, next) {
      if (isSafe(ctx.method) || exempt.has(ctx.path) || ctx.route?.isBoundByState) return next()
      const hasCookie = bearerFrom(ctx) === null && carriesCookie(ctx, cookieNames)
      if (!hasCookie && !ctx.route?.isSignIn) return next()
      if (isForeign(ctx, hasCookie)) throw csrfRejected()
      return next()
    },
  }
}

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

/** Looks for the names alone: a cookie that stands there twice was sent by a browser all the same. */
function carriesCookie(ctx: RequestContext, cookieNames: readonly string[]): boolean {
  const pairs = ctx.header('cookie')?.split(';') ?? []
  return pairs.some(pair => cookieNames.includes(pair.split('=', 1)[0]?.trim() ?? ''))
}

/** Null without `Origin` and `Referer`; an origin that does not parse, `null` among them, is kept and matches nothing. */
function originOf(ctx: RequestContext): string | null {
  const text = ctx.header('origin') ?? ctx.header('referer')
  if (text === null) return null
  return URL.canParse(text) ? new URL(text).origin : 'null'
}

const csrfRejected = (): PylonError =>
  new PylonError('CSRF_REJECTED', 403, 'This request came from a site that is not trusted')
