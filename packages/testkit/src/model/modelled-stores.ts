import type { Stores, Transaction } from '@pylon/core'

/** The stores that take part: those that are handed over. */
export interface ModelledStores extends Partial<Stores> {
  readonly transaction?: Transaction
}
