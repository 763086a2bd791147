import type { Access } from './access.ts'

export interface TransactionAccess extends Access {
  close(): void
}

/** The access of one transaction: waits for nobody, and refuses once the transaction has ended. */
export function openAccess(): TransactionAccess {
  let isClosed = false

  return {
    async run(step) {
      if (isClosed) throw new Error('This transaction has ended: its stores cannot be used any more')
      return step()
    },
    close() {
      isClosed = true
    },
  }
}
