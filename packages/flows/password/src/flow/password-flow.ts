import {
  type Clock,
  type Flow,
  type KnownDevices,
  type Mailer,
  type OnEvent,
  type Sessions,
  type SignIn,
  type StoreBundle,
  systemClock,
} from '@pylon/core'
import type { BreachCheck } from '../breach.ts'
import type { Passwords } from '../passwords.ts'
import { type AcceptPassword, passwordAcceptance } from './accept-password.ts'
import { changeRoute } from './change.ts'
import { finishPageRoute, finishRegistrationRoute } from './finish-registration.ts'
import { createLockout, type Lockout } from './lockout.ts'
import { loginRoute } from './login.ts'
import { registerRoute } from './register.ts'
import { registerByMailRoute } from './register-by-mail.ts'
import { resetCompleteRoute, resetPageRoute } from './reset-complete.ts'
import { resetRequestRoute } from './reset-request.ts'

export interface PasswordFlowOptions {
  readonly stores: Pick<StoreBundle, 'users' | 'credentials' | 'counters' | 'oneTime' | 'transaction'>
  readonly sessions: Sessions
  readonly signIn: SignIn
  readonly passwords: Passwords
  /** Gives browsers that signed in before a lockout counter of their own; default null. */
  readonly knownDevices?: KnownDevices | null
  /**
   * Answers 202 for new and taken addresses alike and finishes by mail, which needs a `mailer`; default false: an address
   * that is taken is told.
   */
  readonly enumerationSafe?: boolean
  /** In code points; default 8. */
  readonly minLength?: number
  /** Default null: passwords are not looked up in breaches. */
  readonly breachCheck?: BreachCheck | null
  /** Failures for one email from one address before it is locked; default 5. */
  readonly maxFailures?: number
  /** How long failures count, in seconds; default 900. */
  readonly windowSecs?: number
  /** Sends reset links; default null: `EMAIL_NOT_CONFIGURED`. */
  readonly mailer?: Mailer | null
  /** Where the routes of this flow are, for the link of a reset; default `http://localhost:4321/api/auth`. */
  readonly baseUrl?: string
  /** The application's own page for a new password; the token is added as a query. Default: a page of this flow. */
  readonly resetUrl?: string | null
  readonly clock?: Clock
  /** Told of `user.registered`, `sign_in.failed`, `password.changed`, `password.reset_requested` and `password.reset`. */
  readonly onEvent?: OnEvent
}

/** What each route of this flow receives. */
export interface PasswordFlowParts
  extends Required<
    Pick<
      PasswordFlowOptions,
      'stores' | 'sessions' | 'signIn' | 'passwords' | 'mailer' | 'baseUrl' | 'clock' | 'onEvent'
    >
  > {
  readonly lockout: Lockout
  readonly acceptPassword: AcceptPassword
  /** Where the link in a reset's mail leads. */
  readonly resetUrl: string
}

/**
 * The routes register, login, change and reset.
 *
 * @example
 * import { createApp, createSessions, createSignIn } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { createPasswords } from '@pylon/password'
 * import { passwordFlow } from '@pylon/password/flow'
 *
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions })
 * const signIn = createSignIn({ stores, sessions })
 * const app = createApp({
 *   authenticators: [sessions.authenticator],
 *   flows: [passwordFlow({ stores, sessions, signIn, passwords: createPasswords() })],
 * })
 */
export function passwordFlow({
  stores,
  sessions,
  signIn,
  passwords,
  knownDevices = null,
  enumerationSafe = false,
  minLength = 8,
  breachCheck = null,
  maxFailures = 5,
  windowSecs = 900,
  mailer = null,
  baseUrl = 'http://localhost:4321/api/auth',
  resetUrl = null,
  clock = systemClock,
  onEvent = () => {},
}: PasswordFlowOptions): Flow {
  const parts: PasswordFlowParts = {
    stores,
    sessions,
    signIn,
    passwords,
    mailer,
    baseUrl,
    resetUrl: resetUrl ?? `${baseUrl}/password/reset/complete`,
    clock,
    onEvent,
    lockout: createLockout({ counters: stores.counters, knownDevices, maxFailures, windowSecs, clock }),
    acceptPassword: passwordAcceptance({ minLength, breachCheck }),
  }
  return {
    name: 'password',
    routes: [
      ...(enumerationSafe
        ? [registerByMailRoute(parts), finishPageRoute(), finishRegistrationRoute(parts)]
        : [registerRoute(parts)]),
      loginRoute(parts),
      changeRoute(parts),
      resetRequestRoute(parts),
      resetPageRoute(),
      resetCompleteRoute(parts),
    ],
  }
}
