import type { Session } from '@pylon/core'
import { dropAtMs } from '../expiry.ts'
import { toKeyPart } from '../keys.ts'
import type { SessionAccess } from './access.ts'
import { toRecord } from './record.ts'
import { type StagedSession, type StageKind, stagedSecs, stagedText } from './staged.ts'
import { activateScript } from './token-scripts.ts'
import { addToIndex } from './user-index.ts'

/**
 * Stages the token, enters it into the user's index and only then makes it live: cut off between any two steps, no
 * session is left that its user's index does not know.
 */
export async function insertSession(access: SessionAccess, session: Session, order: number): Promise<void> {
  const deadlineAt = access.line.deadline()
  const record = toRecord(session, order)
  await stage(access, deadlineAt, 'new', session)
  await addToIndex(access, deadlineAt, session.userId, toKeyPart(session.tokenHash), session.expiresAt)
  await activate(access, deadlineAt, session, record)
}

/** Puts a token where a session will live. Throws when something is there. */
export async function stage(
  { line, keys }: SessionAccess,
  deadlineAt: number,
  kind: StageKind,
  session: StagedSession,
): Promise<void> {
  const words = [stagedText(kind, session), 'PX', stagedSecs * 1_000, 'NX']
  const answer = await line.send(deadlineAt, 'SET', keys.session(toKeyPart(session.tokenHash)), ...words)
  if (answer === null) throw new Error('A session with this token hash is stored already')
}

/** Gives the session the roles that its user was given meanwhile. Does nothing when the token was revoked. */
export async function activate(
  { line, keys }: SessionAccess,
  deadlineAt: number,
  { tokenHash, expiresAt }: Session,
  record: string,
): Promise<void> {
  await line.run(deadlineAt, activateScript, keys.session(toKeyPart(tokenHash)), record, dropAtMs(expiresAt))
}
