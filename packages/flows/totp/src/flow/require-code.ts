import type { RequestContext } from '@pylon/core'
import { invalidTotpCode, totpNotSetUp } from './errors.ts'
import { tell, tellRedeemed } from './tell.ts'
import type { TotpFlowParts } from './totp-flow.ts'

/** Spends a code of a signed-in user; throws `TOTP_NOT_SET_UP`, `INVALID_TOTP_CODE` or `TOO_MANY_ATTEMPTS`. */
export async function requireCode(
  parts: TotpFlowParts,
  ctx: RequestContext,
  userId: string,
  code: string,
): Promise<void> {
  if (!(await parts.totp.isOn(userId))) throw totpNotSetUp()
  const redemption = await parts.totp.redeem(userId, code)
  if (redemption === null) {
    await tell(parts, ctx, 'totp.failed', userId)
    throw invalidTotpCode()
  }
  await tellRedeemed(parts, ctx, userId, redemption)
}
