import type { SessionAccess } from './access.ts'
import { packSessionId, packUserId } from './packed-id.ts'
import { jsonOf } from './record.ts'
import { revokeScript } from './user-scripts.ts'
import { eachTokenOf } from './user-tokens.ts'

export interface Revocation {
  readonly userId: string
  /** Null = all of them. */
  readonly id: string | null
  readonly exceptId: string | null
  readonly now: number
}

/** Deletes a user's sessions, those under way to a new token too; answers how many of them were live. */
export async function revokeSessions(
  access: SessionAccess,
  { userId, id, exceptId, now }: Revocation,
): Promise<number> {
  const parameters = [jsonOf(packUserId(userId)), idText(id), idText(exceptId), now]
  const live = new Set<string>() // by id: a session may be met under its old token and its new one

  await eachTokenOf(access, userId, async (member, deadlineAt) => {
    const answer = await access.line.run(deadlineAt, revokeScript, access.keys.session(member), ...parameters)
    if (typeof answer === 'string') live.add(answer)
    return answer
  })
  return live.size
}

const idText = (id: string | null): string => (id === null ? '' : jsonOf(packSessionId(id)))
