import { type CookieConfig, constantTimeEqual, createCookie, type HeaderList, type RequestContext } from '@pylon/core'
import { createCsrfTokens } from './token.ts'

export interface DoubleSubmitOptions {
  readonly sessionCookie: CookieConfig
  readonly secret: string
  readonly previousSecrets: readonly string[]
}

/** The token that goes out in a cookie, which another site can make a browser send but cannot read. */
export interface DoubleSubmit {
  readonly sessionCookieName: string
  /** Tells whether the request returns the token of its cookie, and the token belongs to its session. */
  isReturned(ctx: RequestContext): Promise<boolean>
  /** The token of this request's session: the one it brought, or the one its answer will give. */
  token(ctx: RequestContext): string | null
  /** The `Set-Cookie` that an answer needs beside those it has. */
  cookies(ctx: RequestContext, headers: HeaderList): HeaderList
}

export function createDoubleSubmit({ sessionCookie, secret, previousSecrets }: DoubleSubmitOptions): DoubleSubmit {
  const session = createCookie(sessionCookie)
  const cookie = createCookie({ ...sessionCookie, name: 'pylon_csrf', allowScripts: true })
  const tokens = createCsrfTokens({ secret, previousSecrets })
  const given = new WeakMap<RequestContext, string>()

  /** Null when the token of its cookie is not there, or of another session. */
  function presented(ctx: RequestContext, sessionToken: string): string | null {
    const token = ctx.cookie(cookie.name)
    return token !== null && tokens.isFor(token, sessionToken) ? token : null
  }

  async function isReturned(ctx: RequestContext): Promise<boolean> {
    const sessionToken = ctx.cookie(session.name)
    if (sessionToken === '') return true // nobody's session
    const token = sessionToken === null ? null : presented(ctx, sessionToken)
    return token !== null && constantTimeEqual(token, await returnedToken(ctx))
  }

  function token(ctx: RequestContext): string | null {
    const sessionToken = ctx.cookie(session.name)
    if (sessionToken === null || sessionToken === '') return null
    const current = presented(ctx, sessionToken) ?? given.get(ctx) ?? tokens.create(sessionToken)
    given.set(ctx, current)
    return current
  }

  function cookies(ctx: RequestContext, headers: HeaderList): HeaderList {
    const before = ctx.cookie(session.name)
    const after = sessionSetBy(headers, session.name)
    if (after === '') return [['Set-Cookie', cookie.clear()]]
    if (after !== null && after !== before) return [['Set-Cookie', cookie.set(tokens.create(after), null)]]
    if (before === null || presented(ctx, before) !== null) return []
    const fresh = token(ctx)
    return fresh === null ? [] : [['Set-Cookie', cookie.set(fresh, null)]]
  }

  return { sessionCookieName: session.name, isReturned, token, cookies }
}

/** From the header, or from a form where the route takes one; empty when it is not there, or there twice. */
async function returnedToken(ctx: RequestContext): Promise<string> {
  const header = ctx.header('x-csrf-token')
  if (header !== null) return header
  if (!ctx.route?.acceptsForm || !formType.test(ctx.header('content-type') ?? '')) return ''
  const [field = '', ...others] = (await ctx.form()).getAll('_csrf')
  return others.length === 0 ? field : ''
}

const formType = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i

/** The value of the session cookie that a reply sets, empty for one it clears; null when it leaves it alone. */
function sessionSetBy(headers: HeaderList, name: string): string | null {
  let value: string | null = null
  for (const [header, text] of headers) {
    if (header.length !== 10 || header.toLowerCase() !== 'set-cookie' || !text.startsWith(`${name}=`)) continue
    value = text.slice(name.length + 1).split(';', 1)[0] ?? ''
  }
  return value
}
