import type { AuthContext } from './auth-context.ts'
import type { RequestContext } from './context.ts'
import { authRequired, forbidden } from './errors.ts'
import type { Route } from './route.ts'

/** A caller who is signed in. */
export interface SignedIn extends AuthContext {
  readonly userId: string
}

/** A caller who is signed in and has chosen an organization. */
export interface SignedInToTenant extends SignedIn {
  readonly tenantId: string
}

/** Answers who is calling, or throws `AUTH_REQUIRED` (401) or `FORBIDDEN` (403). */
export type Guard<Caller extends AuthContext = AuthContext> = (ctx: Pick<RequestContext, 'auth'>) => Promise<Caller>

/**
 * Lets in who is signed in: guests and the admin token are nobody's user.
 *
 * @example
 * import { type RequestContext, requireAuth } from '@pylon/core'
 *
 * const ownerOf = async (ctx: RequestContext) => (await requireAuth(ctx)).userId
 */
export const requireAuth: Guard<SignedIn> = async ctx => signedIn(await ctx.auth())

/**
 * Lets in who has chosen an organization.
 *
 * @example
 * import { type RequestContext, requireTenant } from '@pylon/core'
 *
 * const tenantOf = async (ctx: RequestContext) => (await requireTenant(ctx)).tenantId
 */
export const requireTenant: Guard<SignedInToTenant> = async ctx => {
  const caller = signedIn(await ctx.auth())
  if (caller.tenantId === null) throw forbidden()
  return { ...caller, tenantId: caller.tenantId }
}

/**
 * Lets in who has a role; the admin token has every one.
 *
 * @example
 * import { type RequestContext, requireRole } from '@pylon/core'
 *
 * const editorOf = (ctx: RequestContext) => requireRole('editor')(ctx)
 */
export function requireRole(role: string): Guard {
  return async ctx => {
    const auth = await ctx.auth()
    if (!auth.isAdmin && !signedIn(auth).roles.includes(role)) throw forbidden()
    return auth
  }
}

/**
 * Lets in whose credential reaches that far: `*` covers every scope, `docs:*` those that begin with `docs:`. One that is
 * not limited to scopes, such as a session, reaches everything.
 *
 * @example
 * import { guarded, jsonReply, requireScope } from '@pylon/core'
 *
 * const documents = guarded(requireScope('docs:read'), {
 *   method: 'GET',
 *   path: '/documents',
 *   auth: 'user',
 *   handle: async () => jsonReply(200, []),
 * })
 */
export function requireScope(scope: string): Guard {
  return async ctx => {
    const auth = await ctx.auth()
    const { scopes } = auth.isAdmin ? auth : signedIn(auth)
    if (scopes !== null && !scopes.some(granted => covers(granted, scope))) throw forbidden()
    return auth
  }
}

/** The same route behind a guard. */
export function guarded(guard: Guard, route: Route): Route {
  return {
    ...route,
    async handle(ctx) {
      await guard(ctx)
      return route.handle(ctx)
    },
  }
}

function signedIn(auth: AuthContext): SignedIn {
  if (auth.userId === null || auth.isGuest) throw authRequired()
  return { ...auth, userId: auth.userId }
}

const covers = (granted: string, wanted: string): boolean =>
  granted === wanted || granted === '*' || (granted.endsWith(':*') && wanted.startsWith(granted.slice(0, -1)))
