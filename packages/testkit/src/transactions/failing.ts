import assert from 'node:assert/strict'
import type { StoreBundle, Stores } from '@pylon/core'

/** Runs the work in a transaction and throws at its end. */
export async function failing(stores: StoreBundle, work: (tx: Stores) => Promise<void>): Promise<void> {
  const thrown = new Error('roll back')
  const transaction = stores.transaction(async tx => {
    await work(tx)
    throw thrown
  })
  await assert.rejects(transaction, error => error === thrown)
}
