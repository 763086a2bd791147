import type { StoreBundle } from '@pylon/core'
import { type Fault, failingStores } from './failing-stores.ts'

export interface EachCallOptions<Situation extends { readonly stores: StoreBundle }, Answer> {
  /** Makes the stores, and what else there is before anything fails; called for every fault. */
  readonly open: () => Promise<Situation>
  /** What is tried, on stores of which one call fails. */
  readonly act: (stores: StoreBundle, situation: Situation) => Promise<Answer>
  /** Throws when the answer is wrong or what is left behind is half done; `situation.stores` do not fail. */
  readonly check: (answer: Answer, situation: Situation, fault: Fault) => Promise<void>
}

/**
 * Tries something with its first store call failing, then its second, and so on until it runs through without a fault,
 * each of them once before the call does anything and once after. Answers how many calls there were to fail.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { memoryStores } from '@pylon/core/memory'
 * import { eachCall, testUser } from '@pylon/testkit'
 *
 * await eachCall({
 *   open: async () => ({ stores: memoryStores(), user: testUser() }),
 *   act: (stores, { user }) => stores.transaction(tx => tx.users.insert(user)).catch(() => null),
 *   async check(isInserted, { stores, user }) {
 *     if (isInserted) assert.deepEqual(await stores.users.findById(user.id), user)
 *   },
 * })
 */
export async function eachCall<Situation extends { readonly stores: StoreBundle }, Answer>(
  options: EachCallOptions<Situation, Answer>,
): Promise<number> {
  for (let failAt = 1; failAt <= maxCalls; failAt++) {
    const hasFailed = await failOnce({ failAt, kind: 'before' }, options)
    if (!hasFailed) return failAt - 1
    await failOnce({ failAt, kind: 'after' }, options)
  }
  throw new Error(`After ${maxCalls} calls there is still another one to fail`)
}

const maxCalls = 1_000

async function failOnce<Situation extends { readonly stores: StoreBundle }, Answer>(
  fault: Fault,
  { open, act, check }: EachCallOptions<Situation, Answer>,
): Promise<boolean> {
  const situation = await open()
  const failing = failingStores(situation.stores, fault)
  const answer = await act(failing.stores, situation)
  if (failing.hasFailed) await check(answer, situation, fault)
  return failing.hasFailed
}
