import {
  emailTaken,
  eventFrom,
  invalidToken,
  isToken,
  objectSchema,
  type Route,
  type Stores,
  signInSchema,
  type User,
} from '@pylon/core'
import { type ChangeContent, changeTokenPrefix } from './link-content.ts'
import type { MagicCodeFlowParts } from './magic-code-flow.ts'
import { parseToken } from './parse-token.ts'
import { versionOf } from './user-version.ts'

/** `POST /email/change/confirm`: what the button of the page at the new address sends. */
export function confirmChangeRoute(parts: MagicCodeFlowParts): Route {
  const { stores, signIn, clock, onEvent } = parts
  return {
    method: 'POST',
    path: '/email/change/confirm',
    auth: 'anyone',
    isSignIn: true,
    doc: {
      summary: 'Makes the new email address the one of the account, and ends its other sessions',
      body: objectSchema({ token: { type: 'string' } }),
      answers: { 200: signInSchema },
      errors: { 401: ['INVALID_TOKEN'], 409: ['EMAIL_TAKEN'] },
    },
    async handle(ctx) {
      const token = parseToken(await ctx.json())
      if (!isToken(changeTokenPrefix, token)) throw invalidToken() // not worth a transaction

      const changed = await stores.transaction(tx => changeAddress(parts, tx, token))
      if (changed === null) throw invalidToken()
      if (changed === 'taken') throw emailTaken()
      await onEvent(eventFrom(ctx, clock(), 'email.changed', changed.id))
      const result = await signIn.start(changed, { ctx, amr: ['otp'] })

      return signIn.reply(ctx, result, 200)
    },
  }
}

/** The refusals are answers, not throws: the link stays used. */
async function changeAddress(
  { changes, sessions, clock }: MagicCodeFlowParts,
  tx: Stores,
  token: string,
): Promise<User | 'taken' | null> {
  const redeemed = await changes.within(tx.oneTime).redeem(token)
  if (redeemed === null) return null
  const { userId, oldEmail, newEmail, version } = JSON.parse(redeemed.content) as ChangeContent // written by the request alone
  const user = await tx.users.findById(userId)
  if (user === null || user.email !== oldEmail || versionOf(user) !== version) return null
  const change = { email: newEmail, isEmailVerified: true }
  const changed = await tx.users.update(userId, change, true, clock()) // before the revocation: the door waits for it
  if (changed === null) return 'taken'
  await sessions.within(tx.sessions).revokeByUser(userId)
  return changed
}
