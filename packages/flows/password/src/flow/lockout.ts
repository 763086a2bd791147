import {
  addressKey,
  type Clock,
  type CounterStore,
  hashToken,
  type KnownDevices,
  type PylonError,
  type RequestContext,
  retryLater,
  type User,
} from '@pylon/core'

export interface LockoutOptions {
  readonly counters: CounterStore
  readonly knownDevices: KnownDevices | null
  /** Per email and address, or per browser that signed in before. */
  readonly maxFailures: number
  readonly windowSecs: number
  readonly clock: Clock
}

/** An attempt that was counted before it is judged. */
export interface Attempt {
  /** After a success: forgives what the caller's own counter holds, and takes this attempt back from the email's. */
  forgive(): Promise<void>
}

/** Stops guessing: counts attempts by email and address, by email alone, and apart for browsers that are known. */
export interface Lockout {
  /**
   * Counts an attempt; throws `ACCOUNT_LOCKED` when there were too many. Unknown emails are counted alike, under
   * version 0. Whatever voids earlier proofs, such as a reset, begins new counts: they go by `authVersion`.
   */
  admit(ctx: RequestContext, account: Pick<User, 'email' | 'authVersion'>): Promise<Attempt>
}

/** From all strangers together, in one window. */
const maxFailuresByEmail = 50

export function createLockout({ counters, knownDevices, maxFailures, windowSecs, clock }: LockoutOptions): Lockout {
  async function count(key: string, limit: number): Promise<void> {
    const now = clock()
    const { count, resetAt } = await counters.increment(key, 1, windowSecs, now)
    if (count > limit) throw accountLocked(Math.max(1, resetAt - now))
  }

  async function admit(
    ctx: RequestContext,
    { email, authVersion }: Pick<User, 'email' | 'authVersion'>,
  ): Promise<Attempt> {
    const account = `${email}\n${authVersion}`
    const device = knownDevices?.find(ctx, email) ?? null
    // a stranger cannot use up the owner's tries: a browser that signed in before has a counter of its own
    if (device !== null) {
      const ownKey = `lockout:device:${device}:${authVersion}`
      await count(ownKey, maxFailures)
      return { forgive: () => counters.reset(ownKey) }
    }
    const ownKey = `lockout:address:${hashToken(`${account}\n${addressKey(ctx.ip)}`)}`
    const emailKey = `lockout:email:${hashToken(account)}`
    await count(ownKey, maxFailures)
    await count(emailKey, maxFailuresByEmail)
    return {
      async forgive() {
        await counters.reset(ownKey)
        await counters.increment(emailKey, -1, windowSecs, clock())
      },
    }
  }

  return { admit }
}

const accountLocked = (retryAfterSecs: number): PylonError =>
  retryLater('ACCOUNT_LOCKED', 429, 'Too many failed attempts; wait before trying again', retryAfterSecs)
