import {
  bearerFrom,
  ConfigError,
  type CookieConfig,
  type HeaderList,
  type Next,
  type Plugin,
  PylonError,
  type Reply,
  type RequestContext,
} from '@pylon/core'
import { createDoubleSubmit } from './double-submit.ts'

export interface CsrfOptions {
  /** The server's own origin, from its public URL: `https://app.example.com`. */
  readonly expectedOrigin: string
  /** Other origins that may post here; default none. */
  readonly trustedOrigins?: readonly string[]
  /** Names on the wire of the cookies that sign somebody in. */
  readonly cookieNames: readonly string[]
  /** Paths that are let through unseen; default none. */
  readonly exemptPaths?: readonly string[]
  /** `double_submit` asks for a signed token beside the checks of `origin`; default `origin`. */
  readonly mode?: 'origin' | 'double_submit'
  /** What the session cookie is made of: the token is bound to it, and its cookie is made alike. For `double_submit`. */
  readonly sessionCookie?: CookieConfig
  /** Signs the tokens, at least 32 characters: `double_submit` needs it. */
  readonly secret?: string
  /** Tokens signed with these still count; default none. */
  readonly previousSecrets?: readonly string[]
}

export interface CsrfPlugin extends Plugin {
  /** The token for the form field `_csrf` of a page; null without a session cookie, and in mode `origin`. */
  token(ctx: RequestContext): string | null
}

/**
 * Refuses state-changing requests that another site makes a browser send: those that carry one of our cookies, and
 * those that would sign the browser in (login CSRF). Looks at Fetch metadata first, then at `Origin`, then at `Referer`.
 * Mode `double_submit` gives a cookie with a token that requests with a session cookie must return in `X-CSRF-Token`.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { createApp } from '@pylon/core'
 * import { csrf } from '@pylon/security/csrf'
 *
 * const app = createApp({
 *   plugins: [csrf({ expectedOrigin: 'https://app.example.com', cookieNames: ['__Host-pylon_session'] })],
 * })
 */
export function csrf({
  expectedOrigin,
  trustedOrigins = [],
  cookieNames,
  exemptPaths = [],
  mode = 'origin',
  sessionCookie = {},
  secret = '',
  previousSecrets = [],
}: CsrfOptions): CsrfPlugin {
  checkOptions({ expectedOrigin, trustedOrigins, mode, secret })
  const trusted = new Set(trustedOrigins.map(originOf))
  const expected = new Set([originOf(expectedOrigin), ...trusted])
  const exempt = new Set(exemptPaths)
  const doubleSubmit = mode === 'origin' ? null : createDoubleSubmit({ sessionCookie, secret, previousSecrets })

  function isForeign(ctx: RequestContext, hasCookie: boolean): boolean {
    const site = ctx.header('sec-fetch-site')
    if (site === 'same-origin' || site === 'none') return false
    const source = ctx.header('origin') ?? ctx.header('referer')
    if (source === null) return hasCookie || site !== null // only what is no browser names no origin at all
    return !(site === null ? expected : trusted).has(originOf(source))
  }

  async function isRefused(ctx: RequestContext): Promise<boolean> {
    if (isSafe(ctx.method) || exempt.has(ctx.path) || ctx.route?.isBoundByState) return false
    const isBearer = bearerFrom(ctx) !== null
    const hasCookie = !isBearer && carriesCookie(ctx, cookieNames)
    if ((hasCookie || ctx.route?.isSignIn) && isForeign(ctx, hasCookie)) return true
    if (doubleSubmit === null || isBearer || !carriesCookie(ctx, [doubleSubmit.sessionCookieName])) return false
    return !(await doubleSubmit.isReturned(ctx))
  }

  async function guard(ctx: RequestContext, next: Next): Promise<Reply> {
    if (await isRefused(ctx)) throw csrfRejected(doubleSubmit?.cookies(ctx, []))
    const reply = await next()
    return doubleSubmit === null ? reply : withCookies(reply, doubleSubmit.cookies(ctx, reply.headers))
  }

  return {
    name: 'csrf',
    stage: 'csrf',
    handle(ctx, next) {
      return doubleSubmit === null && isSafe(ctx.method) ? next() : guard(ctx, next) // the hot path makes no promise
    },
    token: ctx => doubleSubmit?.token(ctx) ?? null,
  }
}

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

/** Looks for the names alone: a cookie that stands there twice was sent by a browser all the same. */
function carriesCookie(ctx: RequestContext, cookieNames: readonly string[]): boolean {
  const pairs = ctx.header('cookie')?.split(';') ?? []
  return pairs.some(pair => cookieNames.includes(pair.split('=', 1)[0]?.trim() ?? ''))
}

/** An origin that does not parse, `null` among them, matches nothing. */
const originOf = (text: string): string => (URL.canParse(text) ? new URL(text).origin : 'null')

const withCookies = (reply: Reply, cookies: HeaderList): Reply =>
  cookies.length === 0 ? reply : { ...reply, headers: [...reply.headers, ...cookies] }

const csrfRejected = (headers: HeaderList = []): PylonError =>
  new PylonError('CSRF_REJECTED', 403, 'This request came from a site that is not trusted', { headers })

type CheckedOptions = Required<Pick<CsrfOptions, 'expectedOrigin' | 'trustedOrigins' | 'mode' | 'secret'>>

function checkOptions({ expectedOrigin, trustedOrigins, mode, secret }: CheckedOptions): void {
  const problems = [
    ...originProblems('expectedOrigin', [expectedOrigin]),
    ...originProblems('trustedOrigins', trustedOrigins),
  ]
  if (mode !== 'origin' && mode !== 'double_submit') problems.push('mode: expected origin or double_submit')
  if (mode === 'double_submit' && secret.length < 32)
    problems.push('secret: double_submit needs 32 characters at least')
  if (problems.length > 0) throw new ConfigError(problems)
}

/** `null` is what sandboxed frames of any site say of themselves. */
const originProblems = (name: string, origins: readonly string[]): readonly string[] =>
  origins
    .filter(text => originOf(text) === 'null')
    .map(text => `${name}: expected an origin such as https://app.example.com, found ${JSON.stringify(text)}`)
