import {
  authRequired,
  eventFrom,
  FieldReader,
  hashToken,
  invalidEmail,
  type JsonObject,
  jsonReply,
  type Mailer,
  normalizeEmail,
  objectSchema,
  type RequestContext,
  type Route,
  type User,
  userOf,
  wrongPassword,
} from '@pylon/core'
import type { ChangeContent } from './link-content.ts'
import type { MagicCodeFlowParts } from './magic-code-flow.ts'
import { requireMailer } from './require-mailer.ts'
import { versionOf } from './user-version.ts'

/** `POST /email/change/request`: says the same whether or not the new address is somebody's. */
export function requestChangeRoute(parts: MagicCodeFlowParts): Route {
  const { stores, passwordCheck, quota, isDevMode, clock, onEvent } = parts

  async function requireRight(ctx: RequestContext, user: User, password: string | null): Promise<void> {
    if (password === null || passwordCheck === null) return
    if ((await passwordCheck.verify(ctx, user, password)) === null) throw wrongPassword()
  }

  return {
    method: 'POST',
    path: '/email/change/request',
    auth: 'fresh',
    doc: {
      summary: 'Sends a link to a new email address, and tells the old one',
      body: {
        type: 'object',
        required: ['new_email'],
        properties: { new_email: { type: 'string', maxLength: 254 }, current_password: { type: ['string', 'null'] } },
      },
      answers: { 200: objectSchema({ sent: { const: true } }) },
      errors: {
        400: ['INVALID_EMAIL'],
        401: ['WRONG_PASSWORD'],
        429: ['RATE_LIMITED', 'ACCOUNT_LOCKED'],
        501: ['EMAIL_NOT_CONFIGURED'],
      },
    },
    async handle(ctx) {
      const mailer = requireMailer(parts)
      const { newEmail, currentPassword } = parseChange(await ctx.json())

      const { userId } = userOf(await ctx.auth())
      const user = await stores.users.findById(userId)
      if (user === null) throw authRequired()
      await requireRight(ctx, user, currentPassword)

      const url = await quota.spend(`email-change:${hashToken(userId)}`, 5, 3_600, () =>
        mailChange(parts, mailer, user, newEmail),
      )
      await onEvent(eventFrom(ctx, clock(), 'email.change_requested', userId))

      return jsonReply(200, { sent: true, ...(isDevMode ? { dev_url: url } : {}) })
    },
  }
}

interface ChangeRequest {
  readonly newEmail: string
  readonly currentPassword: string | null
}

function parseChange(body: JsonObject): ChangeRequest {
  const fields = new FieldReader(body)
  const text = fields.string('new_email')
  const currentPassword = fields.optionalString('current_password')
  fields.check()
  const newEmail = normalizeEmail(text)
  if (newEmail === null) throw invalidEmail()
  return { newEmail, currentPassword }
}

async function mailChange(
  { stores, changes, urlOf }: MagicCodeFlowParts,
  mailer: Mailer,
  user: User,
  newEmail: string,
): Promise<string> {
  const isDecoy = (await stores.users.findByEmail(newEmail)) !== null
  const content: ChangeContent = { userId: user.id, oldEmail: user.email, newEmail, version: versionOf(user) }
  const { token, expiresAt } = await changes.create(user.id, JSON.stringify(content))
  const url = urlOf('/email/change/confirm', token)
  const keys = { change: `email-change:${hashToken(user.id)}`, notice: `email-change-notice:${hashToken(user.id)}` }
  const values = { url, hours: '24', new_email: newEmail }
  await mailer.enqueue({ to: newEmail, template: 'change_email', values, key: keys.change, expiresAt, isDecoy })
  const notice = { to: user.email, template: 'email_change_notice', values: { new_email: newEmail } }
  await mailer.enqueue({ ...notice, key: keys.notice, expiresAt })
  return url
}
