import { bearerFrom } from '../authenticator.ts'
import type { RequestContext } from '../context.ts'
import type { Cookie } from '../cookie.ts'

/** The prefix of session tokens. */
export const sessionTokenPrefix = 'pylon_'

/** The session token that a request presents: the bearer first, the cookie when there is no bearer at all. */
export function presentedToken(ctx: RequestContext, cookie: Cookie | null): string | null {
  const bearer = bearerFrom(ctx)
  if (bearer !== null) return bearer
  return cookie === null ? null : ctx.cookie(cookie.name)
}
