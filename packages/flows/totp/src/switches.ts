import { authRequired, type Credential, type Stores } from '@pylon/core'
import { backupCodesKind } from './backup-codes.ts'
import { type PendingEnrollment, pendingKind, totpKind } from './enrollments.ts'
import { generateTotpSecret } from './secret.ts'
import type { Totp, TotpParts, TotpSetup } from './totp.ts'
import { trustedDevicesKind } from './trusted-devices.ts'
import { verifyTotp } from './verify-totp.ts'

/** What came of turning TOTP on. */
export type Enabling =
  | { readonly kind: 'enabled'; readonly backupCodes: readonly string[] }
  | { readonly kind: 'not_set_up' }
  | { readonly kind: 'wrong_code' }

const setupLifetimeSecs = 20 * 60

/** Turns the factor of a user on and off, each in one transaction that takes rows in one order: user, then kinds. */
export function createSwitches(
  parts: TotpParts,
  { redeemTotp }: Pick<Totp, 'redeemTotp'>,
): Pick<Totp, 'setUp' | 'enable' | 'disable' | 'replaceBackupCodes'> {
  const { stores, issuer, algorithm, digits, periodSecs, window, clock, enrollments, backupCodes, attempts } = parts

  async function setUp(userId: string, code: string | null): Promise<TotpSetup | null> {
    const current = await stores.credentials.find(userId, totpKind)
    const isProved = current === null || (code !== null && (await redeemTotp(userId, code)) !== null)
    return isProved ? handOut(userId, secretOf(current)) : null
  }

  async function handOut(userId: string, replaces: string | null): Promise<TotpSetup> {
    const enrollment = { secret: generateTotpSecret(algorithm), algorithm, digits, periodSecs }
    const pending = { ...enrollment, replaces, expiresAt: clock() + setupLifetimeSecs }
    return stores.transaction(async ({ users, credentials }) => {
      const user = await users.findById(userId)
      if (user === null) throw authRequired() // deleted meanwhile
      await credentials.put(enrollments.sealPending(userId, pending))
      return { ...enrollment, issuer, account: user.email }
    })
  }

  async function enable(userId: string, code: string): Promise<Enabling> {
    const credential = await stores.credentials.find(userId, pendingKind)
    const pending = enrollments.openPending(credential)
    if (credential === null || pending === null) return { kind: 'not_set_up' }
    const attempt = await attempts.count('pending', userId)
    const accepted = verifyTotp({ ...pending, code, now: clock(), window })
    if (accepted === null) return { kind: 'wrong_code' }
    await attempt.forgive()
    return stores.transaction(tx => switchOn(tx, credential, pending, accepted.step))
  }

  async function switchOn(
    { users, credentials }: Stores,
    verified: Credential,
    { replaces, expiresAt: _, ...enrollment }: PendingEnrollment,
    step: number,
  ): Promise<Enabling> {
    const { userId } = verified
    const user = await users.findById(userId)
    const current = await credentials.find(userId, totpKind)
    const pending = await credentials.find(userId, pendingKind)
    // one of many parallel callers wins; a setup begun while TOTP was off must not replace what came on since
    if (user === null || pending?.value !== verified.value || secretOf(current) !== replaces) {
      return { kind: 'not_set_up' }
    }
    await credentials.put(enrollments.seal(userId, enrollment, step))
    await credentials.delete(userId, pendingKind)
    const codes = await backupCodes.replace(credentials, userId)
    await credentials.delete(userId, trustedDevicesKind)
    return { kind: 'enabled', backupCodes: codes }
  }

  /** Null for none; what cannot be opened is no secret's equal, so that no setup replaces it. */
  function secretOf(credential: Credential | null): string | null {
    return credential === null ? null : (enrollments.open(credential)?.secret ?? '')
  }

  async function disable(userId: string): Promise<boolean> {
    return stores.transaction(async ({ users, credentials }) => {
      await users.findById(userId)
      const wasOn = await credentials.delete(userId, totpKind)
      for (const kind of [pendingKind, backupCodesKind, trustedDevicesKind]) await credentials.delete(userId, kind)
      return wasOn
    })
  }

  async function replaceBackupCodes(userId: string): Promise<readonly string[] | null> {
    return stores.transaction(async ({ users, credentials }) => {
      await users.findById(userId)
      if ((await credentials.find(userId, totpKind)) === null) return null
      return backupCodes.replace(credentials, userId)
    })
  }

  return { setUp, enable, disable, replaceBackupCodes }
}
