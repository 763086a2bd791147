import type { Stores, Transaction } from '@pylon/core'

/** The stores that the model knows. */
export type Modelled = Pick<Stores, 'users' | 'credentials' | 'sessions' | 'oneTime' | 'counters'>

/** The stores that take part: those that are handed over, of those that the model knows. */
export interface ModelledStores extends Partial<Modelled> {
  readonly transaction?: Transaction
}
