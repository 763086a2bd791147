import type { AuthContext } from './auth-context.ts'
import type { RequestContext } from './context.ts'
import { apiKeyAuthForbidden, authRequired, forbidden, reauthRequired } from './errors.ts'
import type { AuthMode } from './route.ts'

/** Throws unless the caller may use a route of that mode. */
export async function authorize(mode: AuthMode, ctx: RequestContext, now: number, freshSecs: number): Promise<void> {
  if (mode === 'anyone' || mode === 'challenge') return
  const auth = await ctx.auth()
  if (mode === 'admin') {
    if (!auth.isAdmin) throw forbidden()
    return
  }
  if (!isUser(auth)) throw authRequired()
  if (mode === 'user') return
  if (auth.via !== 'session') throw apiKeyAuthForbidden()
  // an authTime in the future (the clock was set back) is no proof of freshness
  if (mode === 'fresh' && Math.abs(now - auth.authTime) > freshSecs) throw reauthRequired()
}

const isUser = (auth: AuthContext): boolean => auth.userId !== null && !auth.isGuest
