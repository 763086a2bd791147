import type { Session, SessionChange } from '@pylon/core'
import { toKeyPart } from '../keys.ts'
import type { SessionAccess } from './access.ts'
import { activate, stage } from './insert.ts'
import { packUserId } from './packed-id.ts'
import { checkTime, jsonOf, orderOf, toRecord, toSession } from './record.ts'
import { discardScript, restageScript, takeScript } from './token-scripts.ts'
import { addToIndex, removeFromIndex } from './user-index.ts'

export type TokenSwap = SessionChange & { readonly tokenHash: string }

/**
 * Moves a session to a new token. The new token is staged and in the index before the old one is taken, so whoever
 * revokes finds one of the two at any moment. Of many callers one gets to take the old record; cut off after that and
 * before the new token lives, the user is signed out.
 */
export async function swapToken(
  access: SessionAccess,
  deadlineAt: number,
  old: Session,
  change: TokenSwap,
  now: number,
): Promise<Session | null> {
  const next = { ...old, ...change }
  for (const name of ['lastUsedAt', 'expiresAt', 'authTime'] as const) checkTime(name, next[name])
  await stage(access, deadlineAt, 'next', next)
  await addToIndex(access, deadlineAt, next.userId, toKeyPart(next.tokenHash), next.expiresAt)
  const taken = await take(access, deadlineAt, old, change, now)
  if (taken === null) return discard(access, deadlineAt, next)
  return settle(access, deadlineAt, old, change, taken)
}

/** Takes the old record. When it belongs to another user by now, the new token goes into that user's index first. */
async function take(
  access: SessionAccess,
  deadlineAt: number,
  old: Session,
  change: TokenSwap,
  now: number,
): Promise<string | null> {
  const key = access.keys.session(toKeyPart(old.tokenHash))
  for (let expectedUser = change.userId === undefined ? userText(old) : ''; ; ) {
    const text = (await access.line.run(deadlineAt, takeScript, key, now, expectedUser)) as string | null
    if (text !== '') return text
    const moved = (await access.line.send(deadlineAt, 'GET', key)) as string | null
    if (moved === null) return null
    const { userId } = toSession(old.tokenHash, moved)
    await addToIndex(access, deadlineAt, userId, toKeyPart(change.tokenHash), change.expiresAt ?? old.expiresAt)
    expectedUser = (await restage(access, deadlineAt, change.tokenHash, userId)) ? userText({ userId }) : '' // '': revoked
  }
}

const userText = ({ userId }: Pick<Session, 'userId'>): string => jsonOf(packUserId(userId))

async function restage(
  { line, keys }: SessionAccess,
  deadlineAt: number,
  tokenHash: string,
  userId: string,
): Promise<boolean> {
  const key = keys.session(toKeyPart(tokenHash))
  return (await line.run(deadlineAt, restageScript, key, jsonOf(packUserId(userId)))) !== null
}

async function settle(
  access: SessionAccess,
  deadlineAt: number,
  old: Session,
  change: TokenSwap,
  taken: string,
): Promise<Session> {
  const next: Session = { ...toSession(old.tokenHash, taken), ...change }
  await Promise.all([
    activate(access, deadlineAt, next, toRecord(next, orderOf(taken))),
    removeFromIndex(access, deadlineAt, old.userId, [toKeyPart(old.tokenHash)]),
  ])
  return next // as if what came between had come a moment later: a revocation, or new roles
}

/** Clears away what a caller staged that came too late. */
async function discard(access: SessionAccess, deadlineAt: number, next: Session): Promise<null> {
  const member = toKeyPart(next.tokenHash)
  await access.line.run(deadlineAt, discardScript, access.keys.session(member))
  await removeFromIndex(access, deadlineAt, next.userId, [member])
  return null
}
