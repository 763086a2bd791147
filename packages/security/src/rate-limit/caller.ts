import { type AuthContext, type Authenticator, addressKey, bearerFrom, type RequestContext } from '@pylon/core'

export type RateLimitScope = 'ip' | 'user' | 'ip+user'

interface CallerOptions {
  readonly scope: RateLimitScope
  readonly ipv6Prefix: number
  readonly exemptAdmins: boolean
  readonly adminAuthenticator: Authenticator | null
}

/** Finds what a request is counted by, null for an admin who is exempt. By the address alone it is known at once. */
export function createCallerFinder(options: CallerOptions): (ctx: RequestContext) => Found | Promise<Found> {
  const { scope, ipv6Prefix, exemptAdmins, adminAuthenticator } = options
  const byAddress = (ctx: RequestContext): string => `ip:${addressKey(ctx.ip, ipv6Prefix)}`
  const find = scope === 'ip' ? byAddress : findUser
  if (!exemptAdmins || adminAuthenticator === null) return find
  const findUnlessAdmin = async (ctx: RequestContext): Promise<Found> =>
    (await isAdmin(adminAuthenticator, ctx)) ? null : find(ctx)
  return ctx => (bearerFrom(ctx) === null ? find(ctx) : findUnlessAdmin(ctx)) // the admin comes with a bearer

  /** A bad credential is nobody's here, and counts; to refuse it is up to the route. */
  function findUser(ctx: RequestContext): Promise<Found> {
    return ctx.auth().then(
      auth => byUser(auth, ctx),
      () => byAddress(ctx),
    )
  }

  function byUser(auth: AuthContext, ctx: RequestContext): Found {
    if (exemptAdmins && auth.isAdmin) return null
    // guests count by the address: whoever needs a new budget would otherwise become a new guest
    if (auth.userId === null || auth.isGuest) return byAddress(ctx)
    const user = `user:${auth.userId.length}:${auth.userId}` // with its length, so that no id runs into an address
    return scope === 'user' ? user : `${user} ${byAddress(ctx)}`
  }
}

export type Found = string | null

async function isAdmin(door: Authenticator, ctx: RequestContext): Promise<boolean> {
  const auth = await door.authenticate(ctx).catch(() => null)
  return auth?.isAdmin === true
}
