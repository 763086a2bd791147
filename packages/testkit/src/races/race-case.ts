import type { Racers } from './start-racers.ts'

/** A promise of the contract that several processes put to the test; `run` throws when it is broken. */
export interface RaceCase<Needed> {
  /** A sentence about behaviour, to be used as the name of a test. */
  readonly name: string
  /** The stores are those that the racers have opened, opened here too. */
  run(racers: Racers, stores: Needed): Promise<void>
}

/** How many callers a case has all told, in the processes together. */
export const callers = 1_000

/** The same for transactions, which wait for each other. */
export const transactions = 200

export const shareOf = (all: number, { processes }: Racers): number => all / processes
