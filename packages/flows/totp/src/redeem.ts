import type { Credential } from '@pylon/core'
import { totpKind } from './enrollments.ts'
import type { Totp, TotpParts } from './totp.ts'
import { verifyTotp } from './verify-totp.ts'

/** What a code turned out to be. */
export type Redemption =
  | { readonly kind: 'totp' }
  | {
      readonly kind: 'backup_code'
      /** How many are left. */
      readonly left: number
    }

/** Counts, judges and spends codes, in that order. */
export function createRedeemer(parts: TotpParts): Pick<Totp, 'redeem' | 'redeemTotp'> {
  const { stores, enrollments, backupCodes, attempts, window, clock } = parts

  async function counted(
    userId: string,
    judge: (credential: Credential) => Promise<Redemption | null>,
  ): Promise<Redemption | null> {
    const credential = await stores.credentials.find(userId, totpKind)
    if (credential === null) return null // nothing to guess at
    const attempt = await attempts.count('enabled', userId)
    const redemption = await judge(credential)
    if (redemption !== null) await attempt.forgive()
    return redemption
  }

  async function judgeTotp(credential: Credential, code: string): Promise<Redemption | null> {
    const { userId, step: lastStep } = credential
    const enrollment = enrollments.open(credential)
    if (enrollment === null) return null
    const accepted = verifyTotp({ ...enrollment, code, now: clock(), lastStep, window })
    // of all who bring the code of one step, on all servers, the one who moves the step forward wins
    if (accepted === null || !(await stores.credentials.advance(userId, totpKind, accepted.step))) return null
    await enrollments.reseal(stores.credentials, { ...credential, step: accepted.step })
    return { kind: 'totp' }
  }

  async function judge(credential: Credential, code: string): Promise<Redemption | null> {
    const left = await backupCodes.use(credential.userId, code)
    return left === null ? judgeTotp(credential, code) : { kind: 'backup_code', left }
  }

  return {
    redeem: (userId, code) => counted(userId, credential => judge(credential, code)),
    redeemTotp: (userId, code) => counted(userId, credential => judgeTotp(credential, code)),
  }
}
