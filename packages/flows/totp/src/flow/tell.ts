import { eventFrom, type JsonObject, type RequestContext } from '@pylon/core'
import type { Redemption } from '../redeem.ts'
import type { TotpFlowParts } from './totp-flow.ts'

/** Tells of something that happened to a user's second factor. */
export async function tell(
  { clock, onEvent }: TotpFlowParts,
  ctx: RequestContext,
  name: string,
  userId: string,
  data: JsonObject = {},
): Promise<void> {
  await onEvent(eventFrom(ctx, clock(), name, userId, data))
}

/** Tells of a backup code that was used up: its owner should know how many are left. */
export async function tellRedeemed(
  parts: TotpFlowParts,
  ctx: RequestContext,
  userId: string,
  redemption: Redemption,
): Promise<void> {
  if (redemption.kind === 'backup_code') {
    await tell(parts, ctx, 'totp.backup_code_used', userId, { left: redemption.left })
  }
}
