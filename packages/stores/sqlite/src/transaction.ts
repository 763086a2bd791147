import { storeUnavailable } from '@pylon/core'
import type { Database as Connection } from 'better-sqlite3'
import type { Access } from './access.ts'
import { toStoreError } from './errors.ts'

/** Runs `work` in the transaction that was begun on the connection, and ends it. */
export async function runTransaction<T>(
  connection: Connection,
  prepare: Access['prepare'],
  work: (access: Access) => Promise<T>,
): Promise<T> {
  let hasEnded = false

  async function step<S>(run: () => S): Promise<S> {
    if (hasEnded) throw new Error('This transaction has ended: its stores cannot be used any more')
    checkNotRolledBack(connection)
    try {
      return run()
    } catch (error) {
      throw toStoreError(error, connection)
    }
  }

  try {
    const answer = await work({
      prepare,
      read: step,
      write: step,
      writeTogether: run => step(() => connection.transaction(run)()),
      writeRelaxed: step,
      settle: async () => {},
    })
    await step(() => connection.exec('COMMIT'))
    return answer
  } finally {
    hasEnded = true
    if (connection.inTransaction) connection.exec('ROLLBACK')
  }
}

/** A full disk may end a transaction early; what came after would be kept alone, without what came before. */
function checkNotRolledBack(connection: Connection): void {
  if (!connection.inTransaction) throw storeUnavailable(new Error('SQLite rolled the transaction back'))
}
