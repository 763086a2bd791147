import {
  eventFrom,
  FieldReader,
  hashToken,
  invalidEmail,
  type JsonObject,
  jsonReply,
  type Mailer,
  missingEmail,
  normalizeEmail,
  objectSchema,
  type RequestContext,
  type Route,
  redirectTarget,
  untrustedRedirect,
} from '@pylon/core'
import type { LinkContent } from './link-content.ts'
import type { MagicCodeFlowParts } from './magic-code-flow.ts'
import { requireMailer } from './require-mailer.ts'
import { versionOf } from './user-version.ts'

/** `POST /magic-link/send`: the same for known and unknown addresses, for a link also signs up. */
export function sendLinkRoute(parts: MagicCodeFlowParts): Route {
  const { stores, links, quota, urlOf, isDevMode, clock, onEvent } = parts

  async function mailLink(ctx: RequestContext, mailer: Mailer, { email, callbackUrl }: LinkRequest): Promise<string> {
    const user = await stores.users.findByEmail(email)
    const content: LinkContent = { email, callbackUrl, version: versionOf(user) }
    const digest = hashToken(email)
    const url = await quota.spend(`magic-link-send:${digest}`, 5, 900, async () => {
      const { token, expiresAt } = await links.create(email, JSON.stringify(content))
      const url = urlOf('/magic-link/verify', token)
      const mail = { to: user?.email ?? email, template: 'sign_in_link', values: { url, minutes: '15' } }
      await mailer.enqueue({ ...mail, key: `magic-link:${digest}`, expiresAt })
      return url
    })
    await onEvent(eventFrom(ctx, clock(), 'magic.link_sent', user?.id ?? null))
    return url
  }

  return {
    method: 'POST',
    path: '/magic-link/send',
    auth: 'anyone',
    doc: {
      summary: 'Sends a sign-in link to an address',
      body: {
        type: 'object',
        required: ['email'],
        properties: { email: { type: 'string', maxLength: 254 }, callback_url: { type: ['string', 'null'] } },
      },
      answers: { 200: objectSchema({ sent: { const: true } }) },
      errors: {
        400: ['MISSING_EMAIL', 'INVALID_EMAIL'],
        403: ['UNTRUSTED_REDIRECT'],
        429: ['RATE_LIMITED'],
        501: ['EMAIL_NOT_CONFIGURED'],
      },
    },
    async handle(ctx) {
      const mailer = requireMailer(parts)
      const wanted = parseLinkRequest(await ctx.json(), parts)

      const url = await mailLink(ctx, mailer, wanted)

      return jsonReply(200, { sent: true, ...(isDevMode ? { dev_url: url } : {}) })
    },
  }
}

interface LinkRequest {
  readonly email: string
  readonly callbackUrl: string | null
}

function parseLinkRequest(body: JsonObject, { publicUrl, trustedOrigins }: MagicCodeFlowParts): LinkRequest {
  const fields = new FieldReader(body)
  const text = fields.string('email', {}, missingEmail())
  const callback = fields.optionalString('callback_url')
  fields.check()
  const email = normalizeEmail(text)
  if (email === null) throw invalidEmail()
  const callbackUrl = callback === null ? null : redirectTarget(callback, { publicUrl, trustedOrigins })
  if (callback !== null && callbackUrl === null) throw untrustedRedirect()
  return { email, callbackUrl }
}
