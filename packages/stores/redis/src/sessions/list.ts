import type { Session } from '@pylon/core'
import { isLive } from '../expiry.ts'
import { fromKeyPart } from '../keys.ts'
import type { SessionAccess } from './access.ts'
import { isStaged, orderOf, toSession } from './record.ts'
import { eachTokenOf } from './user-tokens.ts'

/** A user's live sessions, newest first; of one second the last inserted first. */
export async function listSessions(access: SessionAccess, userId: string, now: number): Promise<readonly Session[]> {
  const found = new Map<string, Listed>() // by id: a session may be met under its old token and its new one

  await eachTokenOf(access, userId, async (member, deadlineAt) => {
    const text = (await access.line.send(deadlineAt, 'GET', access.keys.session(member))) as string | null
    if (text === null || isStaged(text)) return text
    const session = toSession(fromKeyPart(member), text)
    if (session.userId === userId && isLive(session.expiresAt, now)) {
      found.set(session.id, { session, order: orderOf(text) })
    }
    return text
  })
  return [...found.values()].toSorted(newestFirst).map(({ session }) => session)
}

interface Listed {
  readonly session: Session
  readonly order: number
}

const newestFirst = (a: Listed, b: Listed): number => b.session.createdAt - a.session.createdAt || b.order - a.order
