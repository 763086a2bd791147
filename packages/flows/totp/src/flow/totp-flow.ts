import { type Clock, type Flow, type OnEvent, type SignIn, systemClock } from '@pylon/core'
import type { Totp } from '../totp.ts'
import { backupCodesRoute } from './backup-codes.ts'
import { disableRoute } from './disable.ts'
import { loginRoute } from './login.ts'
import { setUpRoute } from './set-up.ts'
import { listDevicesRoute, revokeAllDevicesRoute, revokeDeviceRoute } from './trusted-devices.ts'
import { verifyRoute } from './verify.ts'

export interface TotpFlowOptions {
  readonly totp: Totp
  readonly signIn: SignIn
  readonly clock?: Clock
  /**
   * Told of `totp.set_up`, `totp.enabled`, `totp.disabled`, `totp.failed`, `totp.backup_code_used`,
   * `totp.backup_codes_replaced`, `trusted_device.added`, `trusted_device.revoked` and `sign_in.failed`.
   */
  readonly onEvent?: OnEvent
}

/** What each route of this flow receives. */
export type TotpFlowParts = Required<TotpFlowOptions>

/**
 * The routes of the second factor: set up, verify, sign in, disable, backup codes and trusted devices.
 *
 * @example
 * import { createApp, createKeys, createSessions, createSignIn } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { createTotp } from '@pylon/totp'
 * import { totpFlow } from '@pylon/totp/flow'
 *
 * const stores = memoryStores()
 * const keys = createKeys({ secret: 'a long random application secret' })
 * const totp = createTotp({ stores, keys, issuer: 'Acme' })
 * const sessions = createSessions({ store: stores.sessions })
 * const signIn = createSignIn({ stores, sessions, secondFactors: [totp.secondFactor] })
 * const app = createApp({ authenticators: [sessions.authenticator], flows: [totpFlow({ totp, signIn })] })
 */
export function totpFlow({ totp, signIn, clock = systemClock, onEvent = () => {} }: TotpFlowOptions): Flow {
  const parts = { totp, signIn, clock, onEvent }
  return {
    name: 'totp',
    routes: [
      setUpRoute(parts),
      verifyRoute(parts),
      loginRoute(parts),
      disableRoute(parts),
      backupCodesRoute(parts),
      listDevicesRoute(parts),
      revokeDeviceRoute(parts),
      revokeAllDevicesRoute(parts),
    ],
  }
}
