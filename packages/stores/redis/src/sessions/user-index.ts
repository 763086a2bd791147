import type { SessionAccess } from './access.ts'
import { inBatches } from './batches.ts'
import { packUserId } from './packed-id.ts'

/**
 * Which tokens a user has: a sorted set of them by when they expire, which never expires itself.
 *
 * A token enters it before anybody is told of it, and only while its own key exists; a key that is gone never comes
 * back. So a member without a key is dead, and whoever meets one may take it out.
 */
export async function addToIndex(
  { line, keys }: SessionAccess,
  deadlineAt: number,
  userId: string,
  member: string,
  expiresAt: number,
): Promise<void> {
  await line.send(deadlineAt, 'ZADD', keys.userIndex(packUserId(userId)), expiresAt === 0 ? '+inf' : expiresAt, member)
}

export async function removeFromIndex(
  { line, keys }: SessionAccess,
  deadlineAt: number,
  userId: string,
  members: readonly string[],
): Promise<void> {
  if (members.length > 0) await line.send(deadlineAt, 'ZREM', keys.userIndex(packUserId(userId)), ...members)
}

/**
 * Runs a step for every token of a user; the step answers null when the token has no key any more.
 *
 * A token without a key may have been replaced after the index was read, and the next one was put there before: so the
 * index is read again until all of it was tried. It is read whole, in one command: between two pages a chain of quick
 * replacements could run past the reader.
 */
export async function eachToken(
  access: SessionAccess,
  deadlineAt: number,
  userId: string,
  step: (member: string) => Promise<unknown>,
): Promise<void> {
  const tried = new Set<string>()

  for (let hasGaps = true; hasGaps; ) {
    const members = await readIndex(access, deadlineAt, userId)
    const untried = members.filter(member => !tried.has(member))
    const dead: string[] = []
    await inBatches(untried, async member => {
      tried.add(member)
      if ((await step(member)) === null) dead.push(member)
    })
    hasGaps = dead.length > 0
    await removeFromIndex(access, deadlineAt, userId, dead)
  }
}

async function readIndex(
  { line, keys }: SessionAccess,
  deadlineAt: number,
  userId: string,
): Promise<readonly string[]> {
  return (await line.send(deadlineAt, 'ZRANGE', keys.userIndex(packUserId(userId)), 0, -1)) as string[]
}
