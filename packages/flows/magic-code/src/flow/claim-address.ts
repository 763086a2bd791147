import {
  type AuthContext,
  eventFrom,
  newUser,
  proveAddress,
  type RequestContext,
  type StoreBundle,
  type User,
} from '@pylon/core'
import type { MagicCodeFlowParts } from './magic-code-flow.ts'

/** Somebody who read a mail to this address. */
export interface AddressClaim {
  readonly email: string
  /** As read before the proof was judged. */
  readonly user: User | null
  readonly auth: AuthContext
  readonly method: 'magic_code' | 'magic_link'
}

/** The user of a proved address, made when there is none; null when they changed while the proof was judged. */
export async function claimAddress(
  parts: MagicCodeFlowParts,
  ctx: RequestContext,
  { email, user, auth, method }: AddressClaim,
): Promise<User | null> {
  const { stores, clock, onEvent } = parts
  let owner = user
  if (owner === null) {
    const made = newUser({ email, isEmailVerified: true, displayName: null }, clock())
    if (await stores.users.insert(made)) {
      await onEvent(eventFrom(ctx, clock(), 'user.registered', made.id, { method }))
      return made
    }
    owner = await stores.users.findByEmail(email) // somebody registered it meanwhile, with what they set up
  }
  return owner === null ? null : markProved(parts, ctx, owner, isSignedInAs(owner, auth))
}

/** Marks a user's address as verified; null when the user changed since they were read. */
export async function markProved(
  {
    stores,
    clock,
    onEvent,
  }: Pick<MagicCodeFlowParts, 'clock' | 'onEvent'> & {
    readonly stores: Pick<StoreBundle, 'transaction'>
  },
  ctx: RequestContext,
  user: User,
  isOwnSession: boolean,
): Promise<User | null> {
  if (user.isEmailVerified) return user
  const now = clock()
  const proved = await stores.transaction(async tx => {
    const latest = await tx.users.findById(user.id)
    return latest?.authVersion === user.authVersion ? proveAddress(tx, { user, isOwnSession, now }) : null
  })
  if (proved !== null) await onEvent(eventFrom(ctx, now, 'email.verified', user.id))
  return proved
}

const isSignedInAs = (user: User, auth: AuthContext): boolean =>
  auth.via === 'session' && !auth.isGuest && auth.userId === user.id
