import { bearerFrom } from '../authenticator.ts'
import { type Clock, systemClock } from '../clock.ts'
import type { RequestContext } from '../context.ts'
import type { Cookie } from '../cookie.ts'
import { eventFrom, type OnEvent } from '../event.ts'
import type { Mailer } from '../mailer.ts'
import type { HeaderList, Reply } from '../reply.ts'
import type { IssuedSession, Sessions } from '../sessions/sessions.ts'
import type { Session } from '../stores/session.ts'
import type { StoreBundle } from '../stores/stores.ts'
import type { User } from '../stores/user.ts'
import { unlessStoreFails } from '../unless-store-fails.ts'
import {
  type Challenge,
  type PendingStep,
  putChallenge,
  storeChallenge,
  takeChallenge,
  tryChallenge,
} from './challenge.ts'
import { createSessionIssuer, userBanned } from './issue.ts'
import type { KnownDevices } from './known-device.ts'
import { createNewDevices } from './new-device.ts'
import { challengeReply, grantReply } from './reply.ts'

/** A second factor as the door sees it: whether this user, on this device, owes it. */
export interface SecondFactor {
  /** As it stands in a challenge's `methods`: `totp`. */
  readonly name: string
  isOwed(userId: string, ctx: RequestContext): Promise<boolean>
}

export interface SignInOptions {
  readonly stores: Pick<StoreBundle, 'users' | 'oneTime' | 'transaction'>
  readonly sessions: Sessions
  readonly secondFactors?: readonly SecondFactor[]
  /** Default false. */
  readonly requireEmailVerified?: boolean
  /** How long a challenge may be answered, in seconds; default 600. */
  readonly challengeLifetimeSecs?: number
  /** Wrong answers that a challenge survives; default 5. */
  readonly maxTries?: number
  /** Default null: challenges travel in bodies and bearers alone. */
  readonly challengeCookie?: Cookie | null
  /** Default null: no browser is marked. */
  readonly knownDevices?: KnownDevices | null
  /**
   * Takes a mail `new_device` to the user when a password or a provider signs in from a device that was not used before;
   * default null: nobody is told.
   */
  readonly mailer?: Mailer | null
  readonly clock?: Clock
  /** Told of `session.created`, `session.new_device`, `sign_in.challenged` and `guest.upgraded`. */
  readonly onEvent?: OnEvent
  /** Told when the mail of a new device could not be taken: the sign-in stands all the same. */
  readonly onError?: (error: unknown) => void
}

/** What was proved, and by whom. */
export interface Proof {
  readonly ctx: RequestContext
  /** RFC 8176 names: `pwd`, `otp`, `mfa`, … A first factor that is `otp` came by mail. */
  readonly amr: readonly string[]
  /** Whether the account was made by this very request; default false. Nobody is told by mail of such a sign-in. */
  readonly isRegistration?: boolean
}

export type SignInResult =
  | { readonly kind: 'grant'; readonly token: string; readonly session: Session; readonly user: User }
  | {
      readonly kind: 'challenge'
      readonly token: string
      readonly pending: PendingStep
      readonly methods: readonly string[]
      readonly expiresAt: number
    }

/**
 * The one door to a session: nothing else makes one for a user, so no flow can skip a factor. It opens transactions of
 * its own: never go through it inside one.
 */
export interface SignIn {
  /** After a first factor. `user` is as read before the proof was judged: what changed since refuses the sign-in. */
  start(user: User, proof: Proof): Promise<SignInResult>
  /** After what a challenge owed; null when the challenge is unknown, expired, used, or void since a password change. */
  finish(challenge: string, proof: Proof): Promise<SignInResult | null>
  /**
   * Counts a try at a challenge before its answer is judged, and tells whose it is; it survives `limit` of them. Null
   * when it is unknown, expired, used, or void since a password change.
   */
  tryChallenge(challenge: string, limit?: number): Promise<Challenge | 'burned' | null>
  /** The challenge token that a request presents as bearer or cookie. */
  challengeFrom(ctx: RequestContext): string | null
  /** On the operator's word, without any proof. */
  mint(user: User, ctx: RequestContext): Promise<IssuedSession>
  /** Turns a guest's session into the user's on the operator's word; null when the session is gone. */
  upgrade(guestToken: string, user: User, ctx: RequestContext): Promise<Session | null>
  /** Answers with a grant or a challenge, and their cookies. */
  reply(ctx: RequestContext, result: SignInResult, status: number, more?: Readonly<Record<string, unknown>>): Reply
}

/**
 * Opens the door to sessions for flows.
 *
 * @example
 * import { createSessions, createSignIn } from '@pylon/core'
 * import { memoryStores } from '@pylon/core/memory'
 *
 * const stores = memoryStores()
 * const sessions = createSessions({ store: stores.sessions })
 * const signIn = createSignIn({ stores, sessions })
 */
export function createSignIn({
  stores,
  sessions,
  secondFactors = [],
  requireEmailVerified = false,
  challengeLifetimeSecs = 600,
  maxTries = 5,
  challengeCookie = null,
  knownDevices = null,
  mailer = null,
  clock = systemClock,
  onEvent = () => {},
  onError = () => {},
}: SignInOptions): SignIn {
  const issuer = createSessionIssuer({ stores, sessions, clock, onEvent })
  const newDevices = mailer && createNewDevices({ mailer, sessions, knownDevices, clock, onEvent, onError })

  async function start(user: User, { ctx, amr, isRegistration = false }: Proof): Promise<SignInResult> {
    const isNewsworthy = !isRegistration && !amr.includes('otp') // whoever was mailed a code or link knows
    return proceed(user, ctx, { amr, done: [], isNewsworthy, guest: await guestOf(ctx) })
  }

  async function finish(token: string, { ctx, amr }: Proof): Promise<SignInResult | null> {
    const challenge = await takeChallenge(stores.oneTime, token, clock())
    if (challenge === null) return null
    return unlessStoreFails(
      async () => {
        const user = await holderOf(challenge)
        if (user === null) return null
        return proceed(user, ctx, {
          amr: [...new Set([...challenge.amr, ...amr])],
          done: [...challenge.done, challenge.pending],
          isNewsworthy: challenge.isNewsworthy && challenge.pending !== 'email_verification',
          guest: challenge.guest,
        })
      },
      () => storeChallenge(stores.oneTime, token, challenge),
    )
  }

  /** Null when they are gone, or what was proved no longer counts. */
  async function holderOf({ userId, authVersion }: Challenge): Promise<User | null> {
    const user = await stores.users.findById(userId)
    return user?.authVersion === authVersion ? user : null
  }

  async function tryLiveChallenge(token: string, limit: number): Promise<Challenge | 'burned' | null> {
    const challenge = await tryChallenge(stores.oneTime, token, limit, clock())
    if (challenge === null || challenge === 'burned') return challenge
    return (await holderOf(challenge)) === null ? null : challenge
  }

  async function proceed(user: User, ctx: RequestContext, progress: Progress): Promise<SignInResult> {
    if (user.isBanned) throw userBanned()
    const owed = await nextStep(user, ctx, progress.done)
    return owed === null ? grant(user, ctx, progress) : challenge(user, ctx, progress, owed)
  }

  async function nextStep(user: User, ctx: RequestContext, done: readonly PendingStep[]): Promise<Owed | null> {
    if (!done.includes('second_factor')) {
      const methods = await owedFactors(user.id, ctx)
      if (methods.length > 0) return { pending: 'second_factor', methods }
    }
    return requireEmailVerified && !user.isEmailVerified ? { pending: 'email_verification', methods: ['email'] } : null
  }

  async function owedFactors(userId: string, ctx: RequestContext): Promise<readonly string[]> {
    const owed: string[] = []
    for (const factor of secondFactors) {
      if (await factor.isOwed(userId, ctx)) owed.push(factor.name)
    }
    return owed
  }

  async function challenge(user: User, ctx: RequestContext, progress: Progress, owed: Owed): Promise<SignInResult> {
    const now = clock()
    const { token, expiresAt } = await putChallenge(stores.oneTime, {
      userId: user.id,
      authVersion: user.authVersion,
      expiresAt: now + challengeLifetimeSecs,
      ...progress,
      ...owed,
    })
    await onEvent(eventFrom(ctx, now, 'sign_in.challenged', user.id, { pending: owed.pending }))
    return { kind: 'challenge', token, expiresAt, ...owed }
  }

  async function grant(user: User, ctx: RequestContext, progress: Progress): Promise<SignInResult> {
    const { amr, guest, isNewsworthy } = progress
    const isNewDevice = newDevices !== null && isNewsworthy && (await newDevices.isNew(user, ctx))
    const issued = await issuer.issue(user, ctx, amr, guest)
    if (isNewDevice) await newDevices.tell(user, ctx, issued.session)
    return { kind: 'grant', user, ...issued }
  }

  async function guestOf(ctx: RequestContext): Promise<Challenge['guest']> {
    const token = sessions.tokenFrom(ctx)
    const session = token === null ? null : await sessions.find(token)
    return session?.isGuest ? { userId: session.userId, sessionId: session.id } : null
  }

  function reply(ctx: RequestContext, result: SignInResult, status: number, more: Record<string, unknown> = {}): Reply {
    const now = clock()
    if (result.kind === 'challenge') return challengeReply(status, result, challengeCookie, now, more)
    const mark = knownDevices?.mark(ctx, result.user.email) ?? null
    const cookies: HeaderList = [
      ...(challengeCookie !== null && ctx.cookie(challengeCookie.name) !== null
        ? [setCookie(challengeCookie.clear())]
        : []),
      ...(mark === null ? [] : [setCookie(mark)]),
    ]
    return grantReply(status, result, sessions.cookie, now, more, cookies)
  }

  return {
    start,
    finish,
    tryChallenge: (token, limit = maxTries) => tryLiveChallenge(token, limit),
    challengeFrom: ctx => bearerFrom(ctx) ?? (challengeCookie === null ? null : ctx.cookie(challengeCookie.name)),
    mint: (user, ctx) => issuer.issue(user, ctx, [], null),
    upgrade: issuer.upgrade,
    reply,
  }
}

/** How far a sign-in has come. */
type Progress = Pick<Challenge, 'amr' | 'done' | 'isNewsworthy' | 'guest'>

interface Owed {
  readonly pending: PendingStep
  readonly methods: readonly string[]
}

const setCookie = (value: string): HeaderList[number] => ['Set-Cookie', value]
