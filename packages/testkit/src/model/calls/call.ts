import * as fc from 'fast-check'
import type { Modelled } from '../modelled-stores.ts'
import type { Names } from '../names.ts'
import type { Tokens } from '../tokens.ts'

/** One call of a store's method, in short names: the same for the store and for the model. */
export interface Call {
  /** As it reads in a counterexample. */
  readonly text: string
  /**
   * What it reaches: one row; many rows of a user; many, which it shows; a session that goes from one token to another;
   * or whatever the calls of a transaction reach. Default `row`.
   */
  readonly scope?: 'row' | 'rows' | 'list' | 'move' | 'transaction'
  run(stores: CalledStores, at: Moment): Promise<unknown>
}

/** The stores that take part are there; no call is made up for the others. */
export interface CalledStores extends Modelled {
  transaction<T>(work: (stores: Modelled) => Promise<T>): Promise<T>
}

export interface Moment {
  readonly now: number
  readonly names: Names
  /** Whether nobody else's rows are in the database, so that counts can be compared. */
  readonly isAlone: boolean
}

/** A call that has yet to be told which tokens the program has made before it. */
export type Draft = (tokens: Tokens) => Call

/** A draft, and how often it is picked in proportion to others. */
export interface Choice {
  readonly arbitrary: fc.Arbitrary<Draft>
  readonly weight: number
}

/** A call of some method, with what it needs picked at random. */
export function choice<Parts>(
  parts: { [Name in keyof Parts]: fc.Arbitrary<Parts[Name]> },
  toCall: (parts: Parts, tokens: Tokens) => Call,
  weight: number = 1,
): Choice {
  return { arbitrary: fc.record<Parts>(parts).map(picked => tokens => toCall(picked, tokens)), weight }
}

/** The first one in half of all cases, so that calls meet. */
export const mostly = <T>(first: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(first), weight: others.length }, ...others.map(other => fc.constant(other)))

/** Ends that clock steps of the same lengths meet to the second; 0 = never. */
export const lifetimes: fc.Arbitrary<number> = fc.constantFrom(0, 60, 600, 60, 600, -1)

/** `-1` stands for an end that is now. */
export const endOf = (lifetime: number, now: number): number => (lifetime === 0 ? 0 : now + Math.max(0, lifetime))

export const endText = (lifetime: number): string =>
  lifetime === 0 ? 'never expires' : `expires at now + ${Math.max(0, lifetime)}`

/** Sweeps to the end in steps of `limit`; where others use the database, only that no step is too large can be told. */
export async function sweepAnswer(
  store: { sweep(now: number, limit: number): Promise<number> },
  limit: number,
  { now, isAlone }: Moment,
): Promise<number | string> {
  const isWithin = (swept: number): boolean => Number.isSafeInteger(swept) && swept >= 0 && swept <= limit
  let sum = 0
  for (;;) {
    const swept = await store.sweep(now, limit)
    if (!isWithin(swept)) return `swept ${swept} of at most ${limit}`
    sum += swept
    if (!isAlone) return 'within the limit'
    if (swept === 0) return sum
  }
}
