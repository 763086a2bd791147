import { jsonReply, objectSchema, type Route, userOf } from '@pylon/core'
import { totpNotSetUp } from './errors.ts'
import { parseCode } from './parse-code.ts'
import { requireCode } from './require-code.ts'
import { backupCodesSchema, codeSchema } from './schemas.ts'
import { tell } from './tell.ts'
import type { TotpFlowParts } from './totp-flow.ts'

/** `POST /totp/backup-codes`: makes ten new backup codes and voids the old ones. */
export function backupCodesRoute(parts: TotpFlowParts): Route {
  const { totp } = parts
  return {
    method: 'POST',
    path: '/totp/backup-codes',
    auth: 'fresh',
    doc: {
      summary: 'Makes new backup codes in place of the old ones',
      body: codeSchema,
      answers: { 200: objectSchema({ backup_codes: backupCodesSchema }) },
      errors: { 400: ['TOTP_NOT_SET_UP'], 401: ['INVALID_TOTP_CODE'], 429: ['TOO_MANY_ATTEMPTS'] },
    },
    async handle(ctx) {
      const code = parseCode(await ctx.json())
      const { userId } = userOf(await ctx.auth())
      await requireCode(parts, ctx, userId, code)

      const backupCodes = await totp.replaceBackupCodes(userId)
      if (backupCodes === null) throw totpNotSetUp() // turned off meanwhile
      await tell(parts, ctx, 'totp.backup_codes_replaced', userId)

      return jsonReply(200, { backup_codes: backupCodes })
    },
  }
}
