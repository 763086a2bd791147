import type { SessionTouch } from '@pylon/core'
import { toKeyPart } from '../keys.ts'
import type { SessionAccess } from './access.ts'
import { inBatches } from './batches.ts'
import { unpackUserId } from './packed-id.ts'
import { checkTime } from './record.ts'
import { touchScript } from './token-scripts.ts'
import { addToIndex } from './user-index.ts'

/**
 * Moves `lastUsedAt` forward and enters the session into its user's index once more: an index that lost writes in a
 * failover is whole again as soon as its sessions were used.
 */
export async function touchSessions(access: SessionAccess, touches: readonly SessionTouch[]): Promise<void> {
  for (const { lastUsedAt } of touches) checkTime('lastUsedAt', lastUsedAt)
  const deadlineAt = access.line.deadline()
  await inBatches(touches, async ({ tokenHash, lastUsedAt }) => {
    const member = toKeyPart(tokenHash)
    const answer = await access.line.run(deadlineAt, touchScript, access.keys.session(member), lastUsedAt)
    if (answer === null) return
    const [user, expiresAt] = answer as [user: string, expiresAt: string]
    await addToIndex(access, deadlineAt, unpackUserId(JSON.parse(user)), member, Number(expiresAt))
  })
}
