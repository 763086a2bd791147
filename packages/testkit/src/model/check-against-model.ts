import { checkPrograms, type ModelCheckOptions } from './check.ts'
import type { ModelledStores } from './modelled-stores.ts'

export interface CheckAgainstModelOptions extends ModelCheckOptions {
  /**
   * Compares what sweeps and `count` answer; default false. Needs a database of its own without users and sessions, and
   * a store in which what has expired stays until it is found or swept.
   */
  readonly isAlone?: boolean
}

/**
 * Runs random programs of store calls, with a clock that also goes back, on the stores and on a model of the contract,
 * and throws an `AssertionError` with the shortest program found whose answers differ. The stores that are handed over
 * take part, in transactions too when there is `transaction`.
 *
 * Programs use ids of their own; their sweeps delete whatever expired before 2100 and a few hours.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { checkAgainstModel } from '@pylon/testkit'
 *
 * const { sessions, oneTime } = memoryStores()
 * await checkAgainstModel({ sessions, oneTime }, { runs: 20 })
 */
export async function checkAgainstModel(
  stores: ModelledStores,
  { isAlone = false, ...options }: CheckAgainstModelOptions = {},
): Promise<void> {
  await checkPrograms(stores, options, { isAlone, pairs: 'none', isComparable: () => true })
}
