import {
  eventFrom,
  FieldReader,
  invalidCode,
  type JsonObject,
  missingEmail,
  normalizeEmail,
  objectSchema,
  type PylonError,
  type RequestContext,
  type Route,
  signInSchema,
  tooManyAttempts,
  type User,
  unlessStoreFails,
} from '@pylon/core'
import { claimAddress } from './claim-address.ts'
import { missingCode } from './errors.ts'
import type { MagicCodeFlowParts } from './magic-code-flow.ts'
import { isCurrent } from './user-version.ts'

/** `POST /magic/verify`: signs in, and up, who read the mail. */
export function verifyCodeRoute(parts: MagicCodeFlowParts): Route {
  const { stores, signIn, codes, clock, onEvent } = parts

  async function refused(ctx: RequestContext, user: User | null): Promise<PylonError> {
    await onEvent(eventFrom(ctx, clock(), 'sign_in.failed', user?.id ?? null, { method: 'magic_code' }))
    return invalidCode()
  }

  return {
    method: 'POST',
    path: '/magic/verify',
    auth: 'anyone',
    isSignIn: true,
    doc: {
      summary: 'Signs in with a code that was mailed, and makes the account when there is none',
      body: objectSchema({
        email: { type: 'string', maxLength: 254 },
        code: { type: 'string', pattern: '^[0-9]{6}$' },
      }),
      answers: { 200: signInSchema },
      errors: {
        400: ['MISSING_EMAIL', 'MISSING_CODE'],
        401: ['INVALID_CODE'],
        403: ['USER_BANNED'],
        429: ['TOO_MANY_ATTEMPTS'],
      },
    },
    async handle(ctx) {
      const { email, code } = parseVerify(await ctx.json())
      if (email === null) throw await refused(ctx, null) // what is no address was never written to

      const auth = await ctx.auth()
      const user = await stores.users.findByEmail(email)
      const redemption = await codes.redeem('sign-in', email, code)
      if (redemption.kind === 'too-many') throw tooManyAttempts(redemption.retryAfterSecs)
      if (redemption.kind === 'wrong' || !isCurrent(redemption.note, user)) throw await refused(ctx, user)

      const result = await unlessStoreFails(async () => {
        const owner = await claimAddress(parts, ctx, { email, user, auth, method: 'magic_code' })
        return owner === null ? null : signIn.start(owner, { ctx, amr: ['otp'] })
      }, redemption.putBack)
      if (result === null) throw await refused(ctx, user)

      return signIn.reply(ctx, result, 200)
    },
  }
}

function parseVerify(body: JsonObject): { readonly email: string | null; readonly code: string } {
  const fields = new FieldReader(body)
  const email = fields.string('email', {}, missingEmail())
  const code = fields.string('code', {}, missingCode())
  fields.check()
  return { email: normalizeEmail(email), code: code.trim() }
}
