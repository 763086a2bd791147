import { type Clock, type KnownDevices, type ReauthMethod, type Stores, systemClock } from '@pylon/core'
import type { Passwords } from '../passwords.ts'
import { createLockout } from './lockout.ts'

export interface PasswordReauthOptions {
  readonly stores: Pick<Stores, 'credentials' | 'counters'>
  readonly passwords: Passwords
  readonly knownDevices?: KnownDevices | null
  /** As in the flow: failures count together. Default 5. */
  readonly maxFailures?: number
  /** Default 900. */
  readonly windowSecs?: number
  readonly clock?: Clock
}

/**
 * Proves identity again by the password, under the same lockout as sign-in.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { createPasswords } from '@pylon/password'
 * import { passwordReauth } from '@pylon/password/flow'
 *
 * const reauthMethods = [passwordReauth({ stores: memoryStores(), passwords: createPasswords() })]
 */
export function passwordReauth({
  stores,
  passwords,
  knownDevices = null,
  maxFailures = 5,
  windowSecs = 900,
  clock = systemClock,
}: PasswordReauthOptions): ReauthMethod {
  const lockout = createLockout({ counters: stores.counters, knownDevices, maxFailures, windowSecs, clock })
  return {
    field: 'password',
    async verify(ctx, user, password) {
      const credential = await stores.credentials.find(user.id, 'password')
      let forgive = async (): Promise<void> => {}
      const { isCorrect } = await passwords.verify(credential?.value ?? null, password, async () => {
        forgive = (await lockout.admit(ctx, user)).forgive
      })
      if (!isCorrect) return null
      await forgive()
      return ['pwd']
    },
  }
}
