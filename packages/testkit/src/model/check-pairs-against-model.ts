import type { Call } from './calls/call.ts'
import { checkPrograms, type ModelCheckOptions } from './check.ts'
import type { ModelledStores } from './modelled-stores.ts'

export interface CheckPairsOptions extends ModelCheckOptions {
  /**
   * What happens in one step in these stores: what a method does to one row (Redis), all that it does (PostgreSQL), or
   * all that a transaction does, beside any other call (SQLite). Default `method`. What is more is not called in pairs.
   */
  readonly atomic?: Atomicity
}

export type Atomicity = 'row' | 'method' | 'transaction'

/**
 * Like `checkAgainstModel`, with two calls started together now and then: one of the two orders must explain what both
 * answer and all that is found afterwards.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { checkPairsAgainstModel } from '@pylon/testkit'
 *
 * await checkPairsAgainstModel(memoryStores(), { runs: 20, atomic: 'transaction' })
 */
export async function checkPairsAgainstModel(
  stores: ModelledStores,
  { atomic = 'method', ...options }: CheckPairsOptions = {},
): Promise<void> {
  await checkPrograms(stores, options, {
    isAlone: false,
    pairs: atomic === 'transaction' ? 'calls and transactions' : 'calls',
    isComparable: atomic === 'row' ? isOverOneRow : () => true,
  })
}

/** Whether two calls meet in one row at most, or one of them in rows that the other changes one by one. */
function isOverOneRow({ scope: first = 'row' }: Call, { scope: second = 'row' }: Call): boolean {
  const scopes = [first, second]
  const areBothOverMany = scopes.every(scope => scope === 'rows' || scope === 'list')
  const isListingAMove = scopes.includes('list') && scopes.includes('move')
  return !areBothOverMany && !isListingAMove
}
