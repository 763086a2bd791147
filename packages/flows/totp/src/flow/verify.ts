import { jsonReply, objectSchema, type Route, userOf } from '@pylon/core'
import { invalidTotpCode, totpNotSetUp } from './errors.ts'
import { parseCode } from './parse-code.ts'
import { backupCodesSchema, codeSchema } from './schemas.ts'
import { tell } from './tell.ts'
import type { TotpFlowParts } from './totp-flow.ts'

/** `POST /totp/verify`: turns on what was set up, by its first code. */
export function verifyRoute(parts: TotpFlowParts): Route {
  const { totp } = parts
  return {
    method: 'POST',
    path: '/totp/verify',
    auth: 'session',
    doc: {
      summary: 'Turns the second factor on, and answers the backup codes',
      body: codeSchema,
      answers: { 200: objectSchema({ enabled: { const: true }, backup_codes: backupCodesSchema }) },
      errors: { 400: ['TOTP_NOT_SET_UP'], 401: ['INVALID_TOTP_CODE'], 429: ['TOO_MANY_ATTEMPTS'] },
    },
    async handle(ctx) {
      const code = parseCode(await ctx.json())
      const { userId } = userOf(await ctx.auth())

      const enabling = await totp.enable(userId, code)
      if (enabling.kind === 'not_set_up') throw totpNotSetUp()
      if (enabling.kind === 'wrong_code') {
        await tell(parts, ctx, 'totp.failed', userId)
        throw invalidTotpCode()
      }
      await tell(parts, ctx, 'totp.enabled', userId)

      return jsonReply(200, { enabled: true, backup_codes: enabling.backupCodes })
    },
  }
}
