import { isDeepStrictEqual } from 'node:util'
import type { Call, CalledStores, Moment } from './calls/call.ts'
import type { ModelState } from './reference/state.ts'
import { modelStores } from './reference/stores.ts'

/** What the model answers to calls in one order, and what it has become. */
export interface Explanation {
  /** In the order of the calls, whatever the order in which they ran. */
  readonly answers: readonly unknown[]
  readonly state: ModelState
}

/** Every way in which the model could go on: from each of its states, in each of the orders. */
export async function explanationsOf(
  states: readonly ModelState[],
  calls: readonly Call[],
  orders: readonly (readonly number[])[],
  moment: Moment,
): Promise<readonly Explanation[]> {
  const explanations: Explanation[] = []
  for (const before of states) {
    for (const order of orders) {
      const state = structuredClone(before)
      const answers: unknown[] = []
      const stores = modelStores(state, moment.isAlone)
      for (const at of order) answers[at] = await answerOf(calls[at] as Call, stores, moment) // orders stay in range
      explanations.push({ answers, state })
    }
  }
  return explanations
}

/** The answer of a call, or what it threw as a text. */
export async function answerOf(call: Call, stores: CalledStores, moment: Moment): Promise<unknown> {
  try {
    return await call.run(stores, moment)
  } catch (error) {
    return `threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`
  }
}

/** States that differ: those that are the same explain the same. */
export const distinct = (states: readonly ModelState[]): readonly ModelState[] =>
  states.filter((state, at) => !states.slice(0, at).some(other => isDeepStrictEqual(other, state)))
