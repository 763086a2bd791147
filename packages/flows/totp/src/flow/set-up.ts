import { FieldReader, type JsonObject, jsonReply, objectSchema, optionalJson, type Route, userOf } from '@pylon/core'
import { totpQr } from '../totp-qr.ts'
import { totpUrl } from '../totp-url.ts'
import { invalidTotpCode } from './errors.ts'
import { text } from './schemas.ts'
import { tell } from './tell.ts'
import type { TotpFlowParts } from './totp-flow.ts'

/** `POST /totp/setup`: hands out a secret; nothing changes until its first code is verified. */
export function setUpRoute(parts: TotpFlowParts): Route {
  const { totp } = parts
  return {
    method: 'POST',
    path: '/totp/setup',
    auth: 'fresh',
    doc: {
      summary: 'Hands out a secret for an authenticator app',
      body: { type: 'object', properties: { code: { type: ['string', 'null'] } } },
      answers: { 200: objectSchema({ secret: text, otpauth_url: text, qr_svg: text, issuer: text, account: text }) },
      errors: { 401: ['INVALID_TOTP_CODE'], 429: ['TOO_MANY_ATTEMPTS'] },
    },
    async handle(ctx) {
      const code = parseSetUp(await optionalJson(ctx))
      const { userId } = userOf(await ctx.auth())

      const setup = await totp.setUp(userId, code)
      if (setup === null) {
        await tell(parts, ctx, 'totp.failed', userId)
        throw invalidTotpCode()
      }
      await tell(parts, ctx, 'totp.set_up', userId)

      const { secret, issuer, account } = setup
      const url = totpUrl(setup)
      return jsonReply(200, { secret, otpauth_url: url, qr_svg: totpQr(url), issuer, account })
    },
  }
}

function parseSetUp(body: JsonObject): string | null {
  const fields = new FieldReader(body)
  const code = fields.optionalString('code')
  fields.check()
  return code
}
