import type { Session } from '@pylon/core'
import { isLive } from '../expiry.ts'
import { toKeyPart } from '../keys.ts'
import type { SessionAccess } from './access.ts'
import { isStaged, toSession } from './record.ts'
import { expireScript } from './token-scripts.ts'

/** What every authenticated request costs: one GET. */
export async function findSession(
  { line, keys }: SessionAccess,
  deadlineAt: number,
  tokenHash: string,
  now: number,
): Promise<Session | null> {
  const key = keys.session(toKeyPart(tokenHash))
  const text = (await line.send(deadlineAt, 'GET', key)) as string | null
  if (text === null || isStaged(text)) return null
  const session = toSession(tokenHash, text)
  if (isLive(session.expiresAt, now)) return session
  await line.run(deadlineAt, expireScript, key, now) // so that a clock set back revives nothing
  return null
}
