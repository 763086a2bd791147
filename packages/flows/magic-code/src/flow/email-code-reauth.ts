import {
  type Clock,
  type Keys,
  type OnEvent,
  type ReauthMethod,
  type StoreBundle,
  systemClock,
  tooManyAttempts,
  unlessStoreFails,
} from '@pylon/core'
import { createMagicCodes } from '../magic-codes.ts'
import { markProved } from './claim-address.ts'
import { isCurrent } from './user-version.ts'

export interface EmailCodeReauthOptions {
  readonly stores: Pick<StoreBundle, 'oneTime' | 'counters' | 'transaction'>
  readonly keys: Keys
  readonly clock?: Clock
  /** Told of `email.verified`: who reads the mail has proved the address too. */
  readonly onEvent?: OnEvent
}

/**
 * Takes a code that was mailed to the user's own address, for sign-in or for verification, as proof of who they are.
 * Name it after other methods that take a `code`: what those do not know counts as a wrong code here.
 *
 * @example
 * import { createKeys, createSessions, createSignIn, sessionFlow } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { emailCodeReauth } from '@pylon/magic-code/flow'
 *
 * const stores = memoryStores()
 * const keys = createKeys({ secret: 'a long random application secret' })
 * const sessions = createSessions({ store: stores.sessions })
 * const signIn = createSignIn({ stores, sessions })
 * const flow = sessionFlow({ stores, sessions, signIn, reauthMethods: [emailCodeReauth({ stores, keys })] })
 */
export function emailCodeReauth({
  stores,
  keys,
  clock = systemClock,
  onEvent = () => {},
}: EmailCodeReauthOptions): ReauthMethod {
  const codes = createMagicCodes({ oneTime: stores.oneTime, counters: stores.counters, keys, clock })
  return {
    field: 'code',
    async verify(ctx, user, proof) {
      const redemption = await codes.redeem(['verification', 'sign-in'], user.email, proof.trim())
      if (redemption.kind === 'too-many') throw tooManyAttempts(redemption.retryAfterSecs)
      if (redemption.kind === 'wrong' || !isCurrent(redemption.note, user)) return null
      const proved = await unlessStoreFails(
        () => markProved({ stores, clock, onEvent }, ctx, user, true),
        redemption.putBack,
      )
      return proved === null ? null : ['otp']
    },
  }
}
