import type { Clock } from '../clock.ts'
import type { RequestContext } from '../context.ts'
import { PylonError } from '../errors.ts'
import { eventFrom, type OnEvent } from '../event.ts'
import type { IssuedSession, Sessions } from '../sessions/sessions.ts'
import type { Session } from '../stores/session.ts'
import type { StoreBundle } from '../stores/stores.ts'
import type { User } from '../stores/user.ts'
import { unlessStoreFails } from '../unless-store-fails.ts'
import type { Challenge } from './challenge.ts'

export interface SessionIssuerOptions {
  readonly stores: Pick<StoreBundle, 'transaction'>
  readonly sessions: Sessions
  readonly clock: Clock
  readonly onEvent: OnEvent
}

/** Gives sessions to users: what stands behind the door, and nowhere else. */
export interface SessionIssuer {
  /** Refuses the banned; consumes the guest session that the user came with. */
  issue(user: User, ctx: RequestContext, amr: readonly string[], guest: Challenge['guest']): Promise<IssuedSession>
  /** Turns a guest's session into the user's; null when it is gone. */
  upgrade(guestToken: string, user: User, ctx: RequestContext): Promise<Session | null>
}

export function createSessionIssuer({ stores, sessions, clock, onEvent }: SessionIssuerOptions): SessionIssuer {
  async function issue(
    user: User,
    ctx: RequestContext,
    amr: readonly string[],
    guest: Challenge['guest'],
  ): Promise<IssuedSession> {
    if (user.isBanned) throw userBanned()
    const issued = await sessions.create(ctx, { userId: user.id, roles: user.roles, amr })
    const { session } = issued
    await unlessStoreFails(
      () => settle(user, session),
      async () => void (await sessions.revoke(user.id, session.id)), // nobody will hold its token
    )
    await onEvent(eventFrom(ctx, session.authTime, 'session.created', user.id, { session_id: session.id, amr }))
    if (guest !== null && (await sessions.revoke(guest.userId, guest.sessionId))) {
      await announceUpgrade(ctx, guest.userId, user.id)
    }
    return issued
  }

  async function upgrade(guestToken: string, user: User, ctx: RequestContext): Promise<Session | null> {
    if (user.isBanned) throw userBanned()
    const guest = await sessions.find(guestToken)
    const session = await sessions.upgrade(guestToken, { userId: user.id, roles: user.roles, amr: [] })
    if (guest === null || session === null) return null
    await settle(user, session)
    await announceUpgrade(ctx, guest.userId, user.id)
    return session
  }

  /**
   * Looks at the user again after the session is stored. A password change or ban between the proof and that moment
   * revoked the sessions it saw, which this one was not among. A transaction reads what is settled: it waits for the
   * one that is changing the user right now, whose revocation came too early for this session.
   */
  async function settle(user: User, session: Session): Promise<void> {
    let { roles } = session
    for (;;) {
      const latest = await stores.transaction(({ users }) => users.findById(user.id))
      if (latest === null || latest.isBanned || latest.authVersion !== user.authVersion) {
        await sessions.revoke(user.id, session.id)
        throw latest?.isBanned ? userBanned() : proofSuperseded()
      }
      if (latest.roles.join('\n') === roles.join('\n')) return
      await sessions.updateRoles(user.id, latest.roles)
      roles = latest.roles
    }
  }

  async function announceUpgrade(ctx: RequestContext, guestId: string, userId: string): Promise<void> {
    await onEvent(eventFrom(ctx, clock(), 'guest.upgraded', userId, { guest_id: guestId, user_id: userId }))
  }

  return { issue, upgrade }
}

export const userBanned = (): PylonError => new PylonError('USER_BANNED', 403, 'This account is banned')

/** The same words as for a wrong password: what was proved is no longer true. */
const proofSuperseded = (): PylonError => new PylonError('INVALID_CREDENTIALS', 401, 'Email or password is incorrect')
