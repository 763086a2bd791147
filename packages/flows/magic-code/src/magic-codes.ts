import { randomInt } from 'node:crypto'
import {
  type Clock,
  type CounterStore,
  hashToken,
  type Keys,
  type OneTimeStore,
  systemClock,
  unlessStoreFails,
} from '@pylon/core'
import { judgeCode, type Verdict } from './judge-code.ts'
import { checkLimits } from './limits.ts'

export interface MagicCodesOptions {
  readonly oneTime: OneTimeStore
  readonly counters: CounterStore
  /** Digests the codes: six digits are too few for a bare hash. */
  readonly keys: Keys
  /** How long a code lives, in seconds; default 600. */
  readonly lifetimeSecs?: number
  /** Wrong tries that one code survives, however many arrive in parallel; default 5. */
  readonly maxTries?: number
  /** Wrong tries for one address in an hour, over all of its codes; default 10. */
  readonly maxWrongPerHour?: number
  readonly clock?: Clock
}

/** A code as it goes into the mail. */
export interface MagicCode {
  /** Six decimal digits. */
  readonly code: string
  readonly expiresAt: number
}

/** Why a code was not accepted. */
export type MagicCodeError =
  /** It is not the code, or there is none, or it was used, expired, or replaced by a newer one. */
  | { readonly kind: 'wrong' }
  /** The tries are used up: not even the right code is looked at. */
  | { readonly kind: 'too-many'; readonly retryAfterSecs: number }

/** What became of a code. `note` is what `create` was given. */
export type MagicCodeRedemption =
  | {
      readonly kind: 'accepted'
      readonly note: string
      /** Makes the code good again, for a redemption that nothing came of. */
      putBack(): Promise<void>
    }
  | MagicCodeError

/** Short codes that prove an address. Addresses come in normal form; what is stored names none. */
export interface MagicCodes {
  /** Makes a code for an address; the one before it, of the same purpose, is void. `note` comes back with the right code. */
  create(purpose: string, email: string, note?: string): Promise<MagicCode>
  /** Accepts a code once. With several purposes any of their codes will do, and a wrong one counts once. */
  redeem(purposes: string | readonly string[], email: string, code: string): Promise<MagicCodeRedemption>
}

/**
 * Makes and redeems codes of six digits. Every try is counted before it is judged, so that no number of parallel
 * guesses gets more of them; unknown addresses are counted alike.
 *
 * Throws `ConfigError` for limits that are no whole numbers of at least 1.
 *
 * @example
 * import { createKeys } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 * import { createMagicCodes } from '@pylon/magic-code'
 *
 * const { oneTime, counters } = memoryStores()
 * const keys = createKeys({ secret: 'a long random application secret' })
 * const codes = createMagicCodes({ oneTime, counters, keys })
 * const { code } = await codes.create('sign-in', 'ada@example.com')
 * const { kind } = await codes.redeem('sign-in', 'ada@example.com', code) // 'accepted'
 */
export function createMagicCodes({
  oneTime,
  counters,
  keys,
  lifetimeSecs = 600,
  maxTries = 5,
  maxWrongPerHour = 10,
  clock = systemClock,
}: MagicCodesOptions): MagicCodes {
  checkLimits({ lifetimeSecs, maxTries, maxWrongPerHour })
  const judge = judgeCode({ oneTime, keys, maxTries })

  async function create(purpose: string, email: string, note = ''): Promise<MagicCode> {
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    const expiresAt = clock() + lifetimeSecs
    await judge.put(purpose, email, code, note, expiresAt)
    return { code, expiresAt }
  }

  async function redeem(
    purposes: string | readonly string[],
    email: string,
    code: string,
  ): Promise<MagicCodeRedemption> {
    const now = clock()
    const key = `magic-code-wrong:${hashToken(email)}`
    const { count, resetAt } = await counters.increment(key, 1, hourSecs, now)
    const isSpent = count > maxWrongPerHour
    const verdict: Verdict = isSpent ? { kind: 'burned' } : await judge.judge([purposes].flat(), email, code, now)
    if (verdict.kind === 'right') {
      await unlessStoreFails(() => forgive(key, resetAt), verdict.putBack)
      return { kind: 'accepted', note: verdict.note, putBack: verdict.putBack }
    }
    if (verdict.kind !== 'wrong') await forgive(key, resetAt)
    if (verdict.kind !== 'burned') return { kind: 'wrong' }
    return { kind: 'too-many', retryAfterSecs: isSpent ? Math.max(1, resetAt - now) : lifetimeSecs }
  }

  /** Takes a try back; in a window that has ended meanwhile that would forgive somebody's wrong one in the next. */
  async function forgive(key: string, resetAt: number): Promise<void> {
    const now = clock()
    if (now < resetAt) await counters.increment(key, -1, hourSecs, now)
  }

  return { create, redeem }
}

const hourSecs = 3_600
