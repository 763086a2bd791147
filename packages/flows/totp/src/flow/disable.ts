import { jsonReply, objectSchema, type Route, userOf } from '@pylon/core'
import { parseCode } from './parse-code.ts'
import { requireCode } from './require-code.ts'
import { codeSchema } from './schemas.ts'
import { tell } from './tell.ts'
import type { TotpFlowParts } from './totp-flow.ts'

/** `POST /totp/disable`: ends the second factor, and all that stood in for it. */
export function disableRoute(parts: TotpFlowParts): Route {
  const { totp } = parts
  return {
    method: 'POST',
    path: '/totp/disable',
    auth: 'fresh',
    doc: {
      summary: 'Turns the second factor off',
      body: codeSchema,
      answers: { 200: objectSchema({ disabled: { const: true } }) },
      errors: { 400: ['TOTP_NOT_SET_UP'], 401: ['INVALID_TOTP_CODE'], 429: ['TOO_MANY_ATTEMPTS'] },
    },
    async handle(ctx) {
      const code = parseCode(await ctx.json())
      const { userId } = userOf(await ctx.auth())
      await requireCode(parts, ctx, userId, code)

      const wasOn = await totp.disable(userId)
      if (wasOn) await tell(parts, ctx, 'totp.disabled', userId)

      return jsonReply(200, { disabled: true })
    },
  }
}
