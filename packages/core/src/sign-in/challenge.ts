import type { OneTimeStore } from '../stores/one-time.ts'
import { generateToken, hashToken, isToken } from '../token.ts'

/** The prefix of challenge tokens, which no session lookup accepts. */
export const challengeTokenPrefix = 'pylonc_'

/** What a sign-in still owes. */
export type PendingStep = 'second_factor' | 'email_verification'

/** A sign-in that is under way. */
export interface Challenge {
  readonly userId: string
  readonly pending: PendingStep
  readonly methods: readonly string[]
  /** How they proved themselves so far (RFC 8176). */
  readonly amr: readonly string[]
  /** Steps that were owed and are done. */
  readonly done: readonly PendingStep[]
  /** Whether this sign-in is told to the user by mail when it comes from a new device. */
  readonly isNewsworthy: boolean
  /** The user's `authVersion` when the sign-in began: a password change in between voids it. */
  readonly authVersion: number
  /** The guest session that the sign-in will consume. */
  readonly guest: { readonly userId: string; readonly sessionId: string } | null
  readonly expiresAt: number
}

export interface IssuedChallenge {
  readonly token: string
  readonly expiresAt: number
}

const purpose = 'sign-in-challenge'

export async function putChallenge(oneTime: OneTimeStore, challenge: Challenge): Promise<IssuedChallenge> {
  const token = generateToken(challengeTokenPrefix)
  await storeChallenge(oneTime, token, challenge)
  return { token, expiresAt: challenge.expiresAt }
}

/** Puts a challenge back that was taken for nothing: the store failed before the sign-in was done. */
export async function storeChallenge(oneTime: OneTimeStore, token: string, challenge: Challenge): Promise<void> {
  const { expiresAt } = challenge
  await oneTime.put({ purpose, key: hashToken(token), value: JSON.stringify(challenge), expiresAt })
}

/** Gives the challenge to exactly one caller. */
export async function takeChallenge(oneTime: OneTimeStore, token: string, now: number): Promise<Challenge | null> {
  if (!isToken(challengeTokenPrefix, token)) return null
  const value = await oneTime.take(purpose, hashToken(token), now)
  return value === null ? null : parseChallenge(value)
}

/** Counts a try before it is judged: the challenge, `burned` once its tries are used up, null when there is none. */
export async function tryChallenge(
  oneTime: OneTimeStore,
  token: string,
  maxTries: number,
  now: number,
): Promise<Challenge | 'burned' | null> {
  if (!isToken(challengeTokenPrefix, token)) return null
  const counted = await oneTime.fail(purpose, hashToken(token), maxTries, now)
  if (counted === null) return null
  return counted.value === null ? 'burned' : parseChallenge(counted.value)
}

const parseChallenge = (value: string): Challenge => JSON.parse(value) as Challenge // written by putChallenge alone
