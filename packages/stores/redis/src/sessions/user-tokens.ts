import { scanAll } from '../key-scan.ts'
import type { SessionAccess } from './access.ts'
import { inBatches } from './batches.ts'
import { mayLoseIndexes } from './eviction.ts'
import { eachToken } from './user-index.ts'

/**
 * Runs a step for every token of a user, and for those of others too where the index cannot be trusted: the step looks
 * whose it is. The index comes last: it knows the tokens that took the place of others during the scan.
 */
export async function eachTokenOf(
  access: SessionAccess,
  userId: string,
  step: (member: string, deadlineAt: number) => Promise<unknown>,
): Promise<void> {
  const { line, keys } = access
  if (await mayLoseIndexes(line, line.deadline())) {
    for await (const page of scanAll(line, keys.everySession)) {
      const deadlineAt = line.deadline() // each page has its own: there may be millions
      await inBatches(page, async key => void (await step(keys.memberOf(key), deadlineAt)))
    }
  }
  const deadlineAt = line.deadline()
  await eachToken(access, deadlineAt, userId, member => step(member, deadlineAt))
}
