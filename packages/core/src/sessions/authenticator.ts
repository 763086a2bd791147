import type { AuthContext } from '../auth-context.ts'
import type { Authenticator } from '../authenticator.ts'
import type { Clock } from '../clock.ts'
import type { RequestContext } from '../context.ts'
import type { Cookie } from '../cookie.ts'
import type { Session, SessionStore } from '../stores/session.ts'
import { hashToken, isToken } from '../token.ts'
import { rolesOf } from './roles.ts'
import { presentedToken, sessionTokenPrefix } from './token-source.ts'

export interface SessionAuthenticatorOptions {
  readonly store: SessionStore
  readonly cookie: Cookie | null
  readonly noteUse: (ctx: RequestContext, session: Session, now: number) => void
  readonly clock: Clock
}

/** Recognises whoever presents the token of a live session: one digest, one row. */
export function sessionAuthenticator({ store, cookie, noteUse, clock }: SessionAuthenticatorOptions): Authenticator {
  return {
    name: 'session',
    async authenticate(ctx) {
      const token = presentedToken(ctx, cookie)
      if (token === null || !isToken(sessionTokenPrefix, token)) return null
      const now = clock()
      const session = await store.find(hashToken(token), now)
      if (session === null) return null
      noteUse(ctx, session, now)
      return toAuthContext(session)
    },
  }
}

function toAuthContext(session: Session): AuthContext {
  return {
    via: 'session',
    userId: session.userId,
    isAdmin: false,
    isGuest: session.isGuest,
    roles: rolesOf(session),
    tenantId: session.tenantId,
    sessionId: session.id,
    apiKeyId: null,
    scopes: null,
    amr: session.amr,
    authTime: session.authTime,
  }
}
