import { type Clock, type CounterStore, hashToken, type PylonError, retryLater, tooManyAttempts } from '@pylon/core'

/** An attempt that was counted before it is judged. */
export interface Attempt {
  /** After a success: takes this one attempt back, and no other. */
  forgive(): Promise<void>
}

/** Stops guessing: wrong codes by user, and by challenge. */
export interface Attempts {
  /** Throws `TOO_MANY_ATTEMPTS` after ten in an hour; `secret` tells what is guessed at, each has a counter of its own. */
  count(secret: 'enabled' | 'pending', userId: string): Promise<Attempt>
  /** Throws `TOO_MANY_ATTEMPTS` after five at one challenge. */
  countAtChallenge(challenge: string): Promise<void>
}

const maxByUser = 10
const maxByChallenge = 5
const windowSecs = 3600

export function createAttempts(counters: CounterStore, clock: Clock): Attempts {
  async function count(secret: 'enabled' | 'pending', userId: string): Promise<Attempt> {
    const key = `totp:${secret}:${userId}`
    const now = clock()
    const { count, resetAt } = await counters.increment(key, 1, windowSecs, now)
    if (count > maxByUser) throw tooManyAttempts(Math.max(1, resetAt - now))
    return { forgive: async () => void (await counters.increment(key, -1, windowSecs, clock())) }
  }

  async function countAtChallenge(challenge: string): Promise<void> {
    const key = `totp:challenge:${hashToken(challenge)}`
    const { count } = await counters.increment(key, 1, windowSecs, clock())
    if (count > maxByChallenge) throw challengeSpent()
  }

  return { count, countAtChallenge }
}

/** A new sign-in may begin at once: it is bound by the hour's limit. */
const challengeSpent = (): PylonError =>
  retryLater('TOO_MANY_ATTEMPTS', 429, 'Too many wrong codes for this sign-in; begin again', 1)
