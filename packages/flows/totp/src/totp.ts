import {
  type Clock,
  type Cookie,
  type Keys,
  type ReauthMethod,
  type SecondFactor,
  type StoreBundle,
  systemClock,
} from '@pylon/core'
import { type Attempts, createAttempts } from './attempts.ts'
import { type BackupCodes, createBackupCodes } from './backup-codes.ts'
import { checkOptions } from './check-options.ts'
import { createEnrollments, type Enrollments, totpKind } from './enrollments.ts'
import type { Enrollment, TotpParameters } from './parameters.ts'
import { createRedeemer, type Redemption } from './redeem.ts'
import { createSwitches, type Enabling } from './switches.ts'
import { createTrustedDevices, type TrustedDevices } from './trusted-devices.ts'

export interface TotpOptions extends TotpParameters {
  readonly stores: Pick<StoreBundle, 'users' | 'credentials' | 'counters' | 'transaction'>
  readonly keys: Keys
  /** Who asks for codes, as authenticator apps show it: 1 to 64 characters, no colon. */
  readonly issuer: string
  /** Steps before and after the current one whose codes count too; default 1. */
  readonly window?: number
  /** Default null: no browser can be trusted. */
  readonly trustedDeviceCookie?: Cookie | null
  readonly clock?: Clock
}

/** A secret that was handed out and waits for its first code. */
export interface TotpSetup extends Enrollment {
  readonly issuer: string
  /** The user's email address. */
  readonly account: string
}

/** The second factor: one-time codes, the backup codes behind them, and the browsers that may skip them. */
export interface Totp {
  readonly secondFactor: SecondFactor
  /** Takes one-time codes, no backup codes. */
  readonly reauth: ReauthMethod
  readonly trustedDevices: TrustedDevices
  isOn(userId: string): Promise<boolean>
  /**
   * Hands a secret out, good for 20 minutes; what is on stays on until `enable`. When TOTP is on it takes a current
   * code: null when that is wrong or missing.
   */
  setUp(userId: string, code: string | null): Promise<TotpSetup | null>
  /** Turns on what was set up, by its first code: new backup codes, and no browser is trusted any more. */
  enable(userId: string, code: string): Promise<Enabling>
  /** False when it was off. */
  disable(userId: string): Promise<boolean>
  /** Ten new ones, the old ones void; null when TOTP is off. */
  replaceBackupCodes(userId: string): Promise<readonly string[] | null>
  /** Counts a try at a challenge before its code is judged; throws `TOO_MANY_ATTEMPTS` after five. */
  countAtChallenge(challenge: string): Promise<void>
  /**
   * Counts, judges and spends a code; null when it is wrong, spent, or TOTP is off. Throws `TOO_MANY_ATTEMPTS` after
   * ten wrong ones in an hour.
   */
  redeem(userId: string, code: string): Promise<Redemption | null>
  /** The same for one-time codes alone. */
  redeemTotp(userId: string, code: string): Promise<Redemption | null>
}

/** What the pieces of the factor are made of. */
export interface TotpParts extends Required<Omit<TotpOptions, 'trustedDeviceCookie'>> {
  readonly enrollments: Enrollments
  readonly backupCodes: BackupCodes
  readonly attempts: Attempts
}

/**
 * Makes the second factor of one-time codes (RFC 6238).
 *
 * Throws `ConfigError` for parameters that authenticator apps could not follow.
 *
 * @example
 * import { createKeys, createSessions, createSignIn } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { createTotp } from '@pylon/totp'
 *
 * const stores = memoryStores()
 * const keys = createKeys({ secret: 'a long random application secret' })
 * const totp = createTotp({ stores, keys, issuer: 'Acme' })
 * const sessions = createSessions({ store: stores.sessions })
 * const signIn = createSignIn({ stores, sessions, secondFactors: [totp.secondFactor] })
 */
export function createTotp({
  stores,
  keys,
  issuer,
  algorithm = 'SHA1',
  digits = 6,
  periodSecs = 30,
  window = 1,
  trustedDeviceCookie = null,
  clock = systemClock,
}: TotpOptions): Totp {
  checkOptions({ issuer, algorithm, digits, periodSecs, window })
  const attempts = createAttempts(stores.counters, clock)
  const parts: TotpParts = {
    ...{ stores, keys, issuer, algorithm, digits, periodSecs, window, clock, attempts },
    enrollments: createEnrollments(keys, clock),
    backupCodes: createBackupCodes({ credentials: stores.credentials, keys, clock }),
  }
  const trustedDevices = createTrustedDevices({ stores, cookie: trustedDeviceCookie, clock })
  const redeemer = createRedeemer(parts)

  const isOn = async (userId: string): Promise<boolean> => (await stores.credentials.find(userId, totpKind)) !== null

  return {
    secondFactor: {
      name: 'totp',
      // a secret that cannot be opened is owed all the same: losing a key must not switch the factor off
      isOwed: async (userId, ctx) => (await isOn(userId)) && (await trustedDevices.find(ctx, userId)) === null,
    },
    reauth: {
      field: 'code',
      verify: async (_ctx, user, proof) => ((await redeemer.redeemTotp(user.id, proof)) === null ? null : ['otp']),
    },
    trustedDevices,
    isOn,
    ...createSwitches(parts, redeemer),
    countAtChallenge: attempts.countAtChallenge,
    ...redeemer,
  }
}
