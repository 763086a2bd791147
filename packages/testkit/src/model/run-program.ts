import type { Call, CalledStores } from './calls/call.ts'
import { type Comparison, createComparison } from './comparison.ts'
import type { ModelledStores } from './modelled-stores.ts'
import { userNames } from './names.ts'
import { observations } from './observe.ts'
import type { Program, Step } from './step.ts'

export interface ProgramOptions {
  readonly isAlone: boolean
  /** Whether the answers of two calls that start together can be judged. */
  isComparable(first: Call, second: Call): boolean
}

/**
 * Runs a program on the stores and on the model, looks at everything afterwards, and again with the clock set back an
 * hour. Throws with the program as it ran when an answer is not the model's.
 */
export async function runProgram(
  stores: ModelledStores,
  { steps, tokens }: Program,
  { isAlone, isComparable }: ProgramOptions,
): Promise<void> {
  if (isAlone) await sweepAway(stores)
  const comparison = createComparison(stores as CalledStores, isAlone) // calls are made up for stores that are there
  try {
    await runSteps(comparison, steps, isComparable)
    await comparison.look(observations(stores, tokens))
    await comparison.moveClock(-3_600)
    await comparison.look(observations(stores, tokens))
  } finally {
    if (isAlone) await deleteCounted(stores, comparison)
  }
}

/** So that the sweeps of this run count its own rows alone. */
async function sweepAway({ sessions, oneTime, counters }: ModelledStores): Promise<void> {
  for (const store of [sessions, oneTime, counters]) {
    while (store !== undefined && (await store.sweep(endOfTime, 1_000)) > 0);
  }
}

const endOfTime = 10_000_000_000

async function runSteps(
  comparison: Comparison,
  steps: readonly Step[],
  isComparable: ProgramOptions['isComparable'],
): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'clock') await comparison.moveClock(step.secs)
    else if (step.kind === 'call') await comparison.call(step.call)
    else if (isComparable(...step.calls)) await comparison.pair(step.calls)
  }
}

/** So that the next run's counts begin at 0. */
async function deleteCounted({ users, sessions }: ModelledStores, { names }: Comparison): Promise<void> {
  for (const id of userNames.map(names.user)) {
    await users?.delete(id)
    await sessions?.revokeByUser(id, null, 0)
  }
}
