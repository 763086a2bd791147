import { hashToken, isToken, look, type OneTimeStore } from '@pylon/core'
import type { HashedRegistration } from './registration.ts'

export const registrationTokenPrefix = 'pylonn_'

const purpose = 'registration'

/** Wrong passwords that a link survives. */
const maxTries = 10

export async function putRegistration(
  oneTime: OneTimeStore,
  token: string,
  registration: HashedRegistration,
  expiresAt: number,
): Promise<void> {
  await oneTime.put({ purpose, key: hashToken(token), value: JSON.stringify(registration), expiresAt })
}

/** What a link stands for, without using it up: a wrong password leaves it, for ten tries. */
export async function findRegistration(
  oneTime: OneTimeStore,
  token: string,
  now: number,
): Promise<HashedRegistration | null> {
  if (!isToken(registrationTokenPrefix, token)) return null
  const seen = await look(oneTime, purpose, hashToken(token), now)
  if (seen === null || seen.value === null || seen.tries > maxTries) return null
  return JSON.parse(seen.value) as HashedRegistration // written by putRegistration alone
}

/** Uses the link up; of any number of callers one gets true. */
export const takeRegistration = async (oneTime: OneTimeStore, token: string, now: number): Promise<boolean> =>
  (await oneTime.take(purpose, hashToken(token), now)) !== null
