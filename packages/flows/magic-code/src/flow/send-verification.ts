import { FieldReader, type JsonObject, jsonReply, objectSchema, type RequestContext, type Route } from '@pylon/core'
import { addressHolder } from './address-holder.ts'
import type { MagicCodeFlowParts } from './magic-code-flow.ts'
import { mailCode } from './mail-code.ts'
import { requireMailer } from './require-mailer.ts'

/** `POST /email/send-verification`: to the address of whoever asks, and no other. */
export function sendVerificationRoute(parts: MagicCodeFlowParts): Route {
  const { isDevMode } = parts
  return {
    method: 'POST',
    path: '/email/send-verification',
    auth: 'challenge',
    doc: {
      summary: 'Sends a code that verifies your email address',
      body: { type: 'object', properties: { challenge: { type: 'string' } } },
      answers: { 200: objectSchema({ sent: { const: true }, email: { type: 'string' } }) },
      errors: {
        401: ['AUTH_REQUIRED'],
        403: ['API_KEY_AUTH_FORBIDDEN'],
        429: ['RATE_LIMITED'],
        501: ['EMAIL_NOT_CONFIGURED'],
      },
    },
    async handle(ctx) {
      const mailer = requireMailer(parts)
      const challenge = parseChallenge(await optionalBody(ctx))

      const { user } = await addressHolder(parts, ctx, challenge)
      const kind = { purpose: 'verification', template: 'verify_email', event: 'email.verification_sent' } as const
      const code = await mailCode(parts, mailer, ctx, { ...kind, email: user.email, user })

      return jsonReply(200, { sent: true, email: user.email, ...(isDevMode ? { dev_code: code } : {}) })
    },
  }
}

/** Who carries a session or a challenge in the headers has nothing to say in a body. */
async function optionalBody(ctx: RequestContext): Promise<JsonObject> {
  if (ctx.header('content-type') === null || ctx.header('content-length') === '0') return {}
  return ctx.json()
}

function parseChallenge(body: JsonObject): string | null {
  const fields = new FieldReader(body)
  const challenge = fields.optionalString('challenge')
  fields.check()
  return challenge
}
