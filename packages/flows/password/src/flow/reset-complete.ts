import {
  actionPageReply,
  eventFrom,
  FieldReader,
  invalidToken,
  type JsonObject,
  objectSchema,
  proveAddress,
  type Reply,
  type RequestContext,
  type Route,
  signInSchema,
  type User,
} from '@pylon/core'
import type { PasswordFlowParts } from './password-flow.ts'
import { findReset, type Reset, takeReset } from './reset-token.ts'

const path = '/password/reset/complete'

/** `GET /password/reset/complete?token=`: where the link in the mail leads. */
export function resetPageRoute(): Route {
  const reply = actionPageReply({
    title: 'New password',
    text: 'Choose a new password. It signs you out everywhere else.',
    button: 'Set password',
    done: 'Your password is set and you are signed in.',
    password: { name: 'new_password', label: 'New password' },
  })
  return {
    method: 'GET',
    path,
    auth: 'anyone',
    doc: {
      summary: 'A page that asks for the new password',
      query: { token: { type: 'string' } },
      answers: { 200: null },
    },
    handle: async () => reply,
  }
}

/** `POST /password/reset/complete`: sets the password, ends every session and signs in. */
export function resetCompleteRoute(parts: PasswordFlowParts): Route {
  const { stores, signIn, passwords, acceptPassword, clock, onEvent } = parts

  async function complete(ctx: RequestContext, { token, newPassword }: Completion): Promise<Reply> {
    const reset = await findReset(stores.oneTime, token, clock())
    if (reset === null || !(await isStillMeant(parts, reset))) throw invalidToken()
    await acceptPassword(newPassword, reset.email)

    const hash = await passwords.hash(newPassword)
    const { user, revokedCount } = await setPassword(parts, { reset, token, hash })
    await onEvent(eventFrom(ctx, clock(), 'password.reset', user.id, { revoked_sessions: revokedCount }))
    const result = await signIn.start(user, { ctx, amr: ['otp'] })

    return signIn.reply(ctx, result, 200)
  }

  return {
    method: 'POST',
    path,
    auth: 'anyone',
    isSignIn: true,
    doc: {
      summary: 'Sets a new password with the token of a reset link, and signs in',
      body: objectSchema({ token: { type: 'string' }, new_password: { type: 'string' } }),
      answers: { 200: signInSchema },
      errors: {
        400: ['WEAK_PASSWORD', 'PWNED_PASSWORD'],
        401: ['INVALID_TOKEN'],
        403: ['USER_BANNED'],
        503: ['BUSY'],
      },
    },
    async handle(ctx) {
      await passwords.queue.requireRoom() // under a flood nothing is read or parsed for those who will be refused
      const wanted = parseCompletion(await ctx.json())

      return passwords.queue.admit(() => complete(ctx, wanted))
    },
  }
}

interface Completion {
  readonly token: string
  readonly newPassword: string
}

function parseCompletion(body: JsonObject): Completion {
  const fields = new FieldReader(body)
  const token = fields.string('token')
  const newPassword = fields.string('new_password')
  fields.check()
  return { token, newPassword }
}

async function isStillMeant({ stores }: PasswordFlowParts, { userId, email, authVersion }: Reset): Promise<boolean> {
  const user = await stores.users.findById(userId)
  return user !== null && user.authVersion === authVersion && user.email === email
}

interface NewPassword {
  readonly reset: Reset
  readonly token: string
  readonly hash: string
}

async function setPassword(
  { stores, sessions, clock }: PasswordFlowParts,
  { reset, token, hash }: NewPassword,
): Promise<{ readonly user: User; readonly revokedCount: number }> {
  const now = clock()
  return stores.transaction(async tx => {
    if (!(await takeReset(tx.oneTime, token, now))) throw invalidToken()
    const before = await tx.users.findById(reset.userId)
    if (before?.authVersion !== reset.authVersion) throw invalidToken()
    await proveAddress(tx, { user: before, isOwnSession: false, now })
    const user = await tx.users.update(before.id, {}, true, now) // before the revocation: the door waits for the commit
    if (user === null) throw invalidToken()
    await tx.credentials.put({ userId: user.id, kind: 'password', value: hash, step: 0, updatedAt: now })
    await tx.apiKeys.revokeByUser(user.id, now) // whoever had the account may have made one
    return { user, revokedCount: await sessions.within(tx.sessions).revokeByUser(user.id) }
  })
}
