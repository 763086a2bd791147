/** One sentence of the contract, with the proof: `run` throws when the stores do not keep it. */
export interface StoreCase<Needed> {
  /** A sentence about behaviour, to be used as the name of a test. */
  readonly name: string
  run(stores: Needed): Promise<void>
}
