import { jsonReply, objectSchema, type Route } from '@pylon/core'
import type { MagicCodeFlowParts } from './magic-code-flow.ts'
import { mailCode } from './mail-code.ts'
import { parseEmail } from './parse-email.ts'
import { requireMailer } from './require-mailer.ts'

/** `POST /magic/send`: known and unknown addresses get the same answer and the same mail, for a code also signs up. */
export function sendCodeRoute(parts: MagicCodeFlowParts): Route {
  const { stores, isDevMode } = parts
  return {
    method: 'POST',
    path: '/magic/send',
    auth: 'anyone',
    doc: {
      summary: 'Sends a sign-in code to an address',
      body: {
        type: 'object',
        required: ['email'],
        properties: { email: { type: 'string', maxLength: 254 }, captcha_token: { type: 'string' } },
      },
      answers: { 200: objectSchema({ sent: { const: true }, email: { type: 'string' } }) },
      errors: { 400: ['MISSING_EMAIL', 'INVALID_EMAIL'], 429: ['RATE_LIMITED'], 501: ['EMAIL_NOT_CONFIGURED'] },
    },
    async handle(ctx) {
      const mailer = requireMailer(parts)
      const email = parseEmail(await ctx.json())

      const user = await stores.users.findByEmail(email)
      const mail = { purpose: 'sign-in', template: 'sign_in_code', event: 'magic.code_sent', email, user } as const
      const code = await mailCode(parts, mailer, ctx, mail)

      return jsonReply(200, { sent: true, email, ...(isDevMode ? { dev_code: code } : {}) })
    },
  }
}
