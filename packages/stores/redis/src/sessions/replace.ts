import type { Session, SessionChange } from '@pylon/core'
import { toKeyPart } from '../keys.ts'
import type { SessionAccess } from './access.ts'
import { findSession } from './find.ts'
import { packUserId } from './packed-id.ts'
import { patchParameters, patchScript } from './patch-script.ts'
import { toSession } from './record.ts'
import { swapToken } from './swap.ts'
import { addToIndex } from './user-index.ts'

export async function replaceSession(
  access: SessionAccess,
  tokenHash: string,
  change: SessionChange,
  now: number,
): Promise<Session | null> {
  const deadlineAt = access.line.deadline()
  const isSwap = change.tokenHash !== undefined && change.tokenHash !== tokenHash

  for (;;) {
    const session = await findSession(access, deadlineAt, tokenHash, now)
    if (session === null) return null
    if (isSwap) return swapToken(access, deadlineAt, session, { ...named(change), tokenHash: change.tokenHash }, now)
    const answer = await patch(access, deadlineAt, session, change, now)
    if (answer !== 'moved') return answer
  }
}

/** Without members that are there and undefined: they would overwrite. */
const named = (change: SessionChange): SessionChange =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))

/**
 * Changes a session that keeps its token. It stays in the index of the user that it leaves: were it taken out there, a
 * session that went there and back at once would be live without an entry. Nobody is misled, for the record decides.
 */
async function patch(
  access: SessionAccess,
  deadlineAt: number,
  session: Session,
  change: SessionChange,
  now: number,
): Promise<Session | null | 'moved'> {
  const { tokenHash } = session
  const { userId = session.userId, expiresAt = session.expiresAt } = change
  const parameters = patchParameters(now, packUserId(session.userId), change)
  if (userId !== session.userId || expiresAt !== session.expiresAt) {
    await addToIndex(access, deadlineAt, userId, toKeyPart(tokenHash), expiresAt)
  }
  const key = access.keys.session(toKeyPart(tokenHash))
  const text = (await access.line.run(deadlineAt, patchScript, key, ...parameters)) as string | null
  if (text === '') return 'moved'
  return text === null ? null : toSession(tokenHash, text)
}
