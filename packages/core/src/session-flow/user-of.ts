import type { AuthContext } from '../auth-context.ts'
import { authRequired } from '../errors.ts'

/** Narrows the caller of a route that the pipeline has opened to users alone. */
export function userOf(auth: AuthContext): { readonly userId: string; readonly sessionId: string | null } {
  if (auth.userId === null) throw authRequired()
  return { userId: auth.userId, sessionId: auth.sessionId }
}
