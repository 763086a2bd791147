import { hashToken, isToken, look, type OneTimeStore } from '@pylon/core'

export const resetTokenPrefix = 'pylonr_'

/** What a reset link stands for. */
export interface Reset {
  /** Empty when nobody has the address. */
  readonly userId: string
  readonly email: string
  /** A password change, a ban or another reset in between voids the link. */
  readonly authVersion: number
  readonly expiresAt: number
}

const purpose = 'password-reset'
/** Which link of an address is the last one: a new one voids those before it. */
const latestPurpose = 'password-reset-latest'

export async function putResetToken(oneTime: OneTimeStore, token: string, reset: Reset): Promise<void> {
  const tokenHash = hashToken(token)
  const { email, expiresAt } = reset
  await oneTime.put({ purpose, key: tokenHash, value: JSON.stringify(reset), expiresAt })
  await oneTime.put({ purpose: latestPurpose, key: hashToken(email), value: tokenHash, expiresAt })
}

/**
 * What the link stands for, without using it up: a rejected password leaves it, for twenty tries.
 */
export async function findReset(oneTime: OneTimeStore, token: string, now: number): Promise<Reset | null> {
  if (!isToken(resetTokenPrefix, token)) return null
  const tokenHash = hashToken(token)
  const seen = await look(oneTime, purpose, tokenHash, now)
  if (seen === null || seen.value === null || seen.tries > maxTries) return null
  const reset = JSON.parse(seen.value) as Reset // written by putResetToken alone
  const latest = await look(oneTime, latestPurpose, hashToken(reset.email), now)
  return latest?.value === tokenHash ? reset : null
}

const maxTries = 20

/** Uses the link up; of any number of callers one gets true. */
export const takeReset = async (oneTime: OneTimeStore, token: string, now: number): Promise<boolean> =>
  (await oneTime.take(purpose, hashToken(token), now)) !== null
