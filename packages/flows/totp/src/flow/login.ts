import {
  type Challenge,
  FieldReader,
  type JsonObject,
  type Reply,
  type RequestContext,
  type Route,
  signInSchema,
} from '@pylon/core'
import { invalidChallenge, invalidTotpCode } from './errors.ts'
import { codeSchema, text, withOptional } from './schemas.ts'
import { tell, tellRedeemed } from './tell.ts'
import type { TotpFlowParts } from './totp-flow.ts'

/** `POST /totp/login`: answers a sign-in challenge with a one-time or backup code. */
export function loginRoute(parts: TotpFlowParts): Route {
  const { signIn } = parts
  return {
    method: 'POST',
    path: '/totp/login',
    auth: 'challenge',
    isSignIn: true,
    doc: {
      summary: 'Finishes a sign-in with a one-time code or a backup code',
      body: withOptional(codeSchema, { trust_device: { type: 'boolean' }, challenge: text }),
      answers: { 200: signInSchema },
      errors: {
        401: ['INVALID_TOTP_CODE', 'INVALID_CHALLENGE'],
        403: ['USER_BANNED'],
        429: ['TOO_MANY_ATTEMPTS'],
      },
    },
    async handle(ctx) {
      const { code, token = signIn.challengeFrom(ctx) ?? '', isTrusting } = parseLogin(await ctx.json())

      const challenge = await requireChallenge(parts, token)
      await redeem(parts, ctx, challenge.userId, code)

      const result = await signIn.finish(token, { ctx, amr: ['otp', 'mfa'] })
      if (result === null) throw invalidChallenge() // taken or voided meanwhile: the code is spent with it
      const setCookie = isTrusting ? await trust(parts, ctx, challenge) : null

      const reply = signIn.reply(ctx, result, 200)
      return setCookie === null ? reply : withCookie(reply, setCookie)
    },
  }
}

interface Login {
  readonly code: string
  /** Undefined when the challenge travels as bearer or cookie. */
  readonly token: string | undefined
  readonly isTrusting: boolean
}

function parseLogin(body: JsonObject): Login {
  const fields = new FieldReader(body)
  const code = fields.string('code')
  const token = fields.optionalString('challenge') ?? undefined
  const isTrusting = fields.optionalBoolean('trust_device') ?? false
  fields.check()
  return { code, token, isTrusting }
}

/**
 * Tries are counted here and not by the challenge's own limit: that one burns the challenge when too many arrive at
 * once, and the right code among them would be lost.
 */
async function requireChallenge({ totp, signIn }: TotpFlowParts, token: string): Promise<Challenge> {
  const challenge = await signIn.tryChallenge(token, neverBurning)
  if (challenge === null || challenge === 'burned' || challenge.pending !== 'second_factor') throw invalidChallenge()
  await totp.countAtChallenge(token)
  return challenge
}

const neverBurning = 1_000_000_000

async function redeem(parts: TotpFlowParts, ctx: RequestContext, userId: string, code: string): Promise<void> {
  const redemption = await parts.totp.redeem(userId, code)
  if (redemption === null) {
    await tell(parts, ctx, 'sign_in.failed', userId, { method: 'totp' })
    throw invalidTotpCode()
  }
  await tellRedeemed(parts, ctx, userId, redemption)
}

async function trust(
  parts: TotpFlowParts,
  ctx: RequestContext,
  { userId, authVersion }: Challenge,
): Promise<string | null> {
  const trusted = await parts.totp.trustedDevices.trust(ctx, userId, authVersion)
  if (trusted === null) return null
  const { device, setCookie } = trusted
  await tell(parts, ctx, 'trusted_device.added', userId, { device_id: device.id, expires_at: device.expiresAt })
  return setCookie
}

const withCookie = (reply: Reply, setCookie: string): Reply => ({
  ...reply,
  headers: [...reply.headers, ['Set-Cookie', setCookie]],
})
