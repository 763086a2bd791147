import {
  authRequired,
  FieldReader,
  invalidCode,
  type JsonObject,
  jsonReply,
  objectSchema,
  type Route,
  signInSchema,
  tooManyAttempts,
  unlessStoreFails,
} from '@pylon/core'
import { addressHolder } from './address-holder.ts'
import { markProved } from './claim-address.ts'
import type { MagicCodeFlowParts } from './magic-code-flow.ts'
import { isCurrent } from './user-version.ts'

/** `POST /email/verify`: marks the address verified, and gives what a challenge owed for it. */
export function verifyEmailRoute(parts: MagicCodeFlowParts): Route {
  const { signIn, codes } = parts
  return {
    method: 'POST',
    path: '/email/verify',
    auth: 'challenge',
    isSignIn: true,
    doc: {
      summary: 'Verifies your email address with the code that was mailed to it',
      body: {
        type: 'object',
        required: ['code'],
        properties: { code: { type: 'string', pattern: '^[0-9]{6}$' }, challenge: { type: 'string' } },
      },
      answers: { 200: { anyOf: [objectSchema({ verified: { const: true } }), signInSchema] } },
      errors: {
        401: ['AUTH_REQUIRED', 'INVALID_CODE'],
        403: ['API_KEY_AUTH_FORBIDDEN', 'USER_BANNED'],
        429: ['TOO_MANY_ATTEMPTS'],
      },
    },
    async handle(ctx) {
      const body = await ctx.json()
      const { user, challenge } = await addressHolder(parts, ctx, parseChallenge(body))
      const code = parseCode(body)

      const redemption = await codes.redeem('verification', user.email, code)
      if (redemption.kind === 'too-many') throw tooManyAttempts(redemption.retryAfterSecs)
      if (redemption.kind === 'wrong' || !isCurrent(redemption.note, user)) throw invalidCode()

      const proved = await unlessStoreFails(() => markProved(parts, ctx, user, true), redemption.putBack)
      if (proved === null) throw invalidCode()
      if (challenge === null) return jsonReply(200, { verified: true })
      const result = await unlessStoreFails(() => signIn.finish(challenge, { ctx, amr: [] }), redemption.putBack)
      if (result === null) throw authRequired() // another request had the challenge, or a password change voided it

      return signIn.reply(ctx, result, 200, { verified: true })
    },
  }
}

/** Who asks is looked at before what they ask. */
function parseChallenge(body: JsonObject): string | null {
  const fields = new FieldReader(body)
  const challenge = fields.optionalString('challenge')
  fields.check()
  return challenge
}

function parseCode(body: JsonObject): string {
  const fields = new FieldReader(body)
  const code = fields.string('code')
  fields.check()
  return code.trim()
}
