import {
  emailNotConfigured,
  eventFrom,
  FieldReader,
  generateToken,
  hashToken,
  invalidEmail,
  jsonReply,
  missingEmail,
  normalizeEmail,
  objectSchema,
  type Reply,
  type RequestContext,
  type Route,
} from '@pylon/core'
import type { PasswordFlowParts } from './password-flow.ts'
import { putResetToken, resetTokenPrefix } from './reset-token.ts'

/** Per email and hour; the answer stays the same beyond it, and no mail goes out. */
const maxMails = 5

/** `POST /password/reset/request`: the same steps, and the same answer, whether or not there is such a user. */
export function resetRequestRoute(parts: PasswordFlowParts): Route {
  const { stores, mailer, resetUrl, clock, onEvent } = parts

  async function request(ctx: RequestContext, email: string): Promise<Reply> {
    if (mailer === null) throw emailNotConfigured()
    const now = clock()
    const user = await stores.users.findByEmail(email)
    const { count } = await stores.counters.increment(`reset-mails:${hashToken(email)}`, 1, 3_600, now)

    const token = generateToken(resetTokenPrefix)
    const expiresAt = now + resetLifetimeSecs
    await putResetToken(stores.oneTime, token, {
      userId: user?.id ?? '',
      email,
      authVersion: user?.authVersion ?? 0,
      expiresAt,
    })
    await mailer.enqueue({
      to: email,
      template: 'reset_password',
      values: { url: `${resetUrl}?token=${token}`, minutes: String(resetLifetimeSecs / 60) },
      key: `reset:${hashToken(email)}`,
      expiresAt,
      isDecoy: user === null || user.isBanned || count > maxMails,
    })

    await onEvent(eventFrom(ctx, now, 'password.reset_requested', user?.id ?? null))
    return jsonReply(200, { sent: true })
  }

  return {
    method: 'POST',
    path: '/password/reset/request',
    auth: 'anyone',
    doc: {
      summary: 'Sends a link for a new password to an address that has an account',
      body: objectSchema({ email: { type: 'string' } }),
      answers: { 200: objectSchema({ sent: { const: true } }) },
      errors: { 400: ['MISSING_EMAIL', 'INVALID_EMAIL', 'CAPTCHA_FAILED'], 501: ['EMAIL_NOT_CONFIGURED'] },
    },
    async handle(ctx) {
      const fields = new FieldReader(await ctx.json())
      const text = fields.string('email', {}, missingEmail())
      fields.check()
      const email = normalizeEmail(text)
      if (email === null) throw invalidEmail()

      return request(ctx, email)
    },
  }
}

const resetLifetimeSecs = 1_800
