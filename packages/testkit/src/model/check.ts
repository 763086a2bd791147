import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { Call } from './calls/call.ts'
import type { ModelledStores } from './modelled-stores.ts'
import { runProgram } from './run-program.ts'
import { programs, type StepOptions } from './step.ts'

export interface ModelCheckOptions {
  /** Programs to run; default 500. */
  readonly runs?: number
  /** Steps of a program at most; default 40. */
  readonly maxSteps?: number
  /** What a failure printed, to see it again; default null: other programs every time. */
  readonly seed?: number | null
}

/** Runs random programs; throws with the shortest one found that goes wrong. */
export async function checkPrograms(
  stores: ModelledStores,
  { runs = 500, maxSteps = 40, seed = null }: ModelCheckOptions,
  { isAlone, pairs, isComparable }: Omit<StepOptions, 'maxSteps'> & { isComparable(a: Call, b: Call): boolean },
): Promise<void> {
  const property = fc.asyncProperty(programs(stores, { maxSteps, isAlone, pairs }), program =>
    runProgram(stores, program, { isAlone, isComparable }),
  )
  const result = await fc.check(property, { numRuns: runs, ...(seed === null ? {} : { seed }) })
  if (!result.failed) return
  const { errorInstance: cause } = result
  const message = cause instanceof Error ? cause.message : String(cause)
  throw new assert.AssertionError({
    message: `${message}\nrun ${result.numRuns}, shrunk; again with { seed: ${result.seed} }`,
  })
}
