import type { Access } from './access.ts'
import { retryWhileBusy } from './busy.ts'
import { createCheckpoints, noCheckpoints } from './checkpoints.ts'
import { toStoreError } from './errors.ts'
import { openConnections } from './open.ts'
import { outsideAccess } from './outside-access.ts'
import { createPing } from './ping.ts'
import { createStatements } from './statements.ts'
import { runTransaction } from './transaction.ts'
import { createWriteLock } from './write-lock.ts'

export interface SqliteDatabase {
  readonly outside: Access
  transaction<T>(work: (access: Access) => Promise<T>): Promise<T>
  ping(): Promise<void>
  close(): Promise<void>
}

/** One connection for single steps and one for transactions: see docs/decisions/002-sqlite-connections.md. */
export function openDatabase(path: string, busyTimeoutSecs: number): SqliteDatabase {
  const { main, transactional, file } = openConnections(path, busyTimeoutSecs)
  const lock = createWriteLock(busyTimeoutSecs)
  const checkpoints = file === null ? noCheckpoints : createCheckpoints(file)
  const prepare = createStatements(transactional)
  let closing: Promise<void> | null = null

  async function begin(): Promise<void> {
    try {
      await retryWhileBusy(() => transactional.exec('BEGIN IMMEDIATE'), busyTimeoutSecs)
    } catch (error) {
      throw toStoreError(error, transactional)
    }
  }

  async function close(): Promise<void> {
    try {
      await lock.hold(closeAll)
    } finally {
      await closeAll() // cuts off a transaction that did not end in time
    }
  }

  async function closeAll(): Promise<void> {
    await checkpoints.close()
    transactional.close()
    main.close()
  }

  return {
    outside: outsideAccess({ connection: main, lock, checkpoints, busyTimeoutSecs, isShared: main === transactional }),
    transaction: work =>
      lock.hold(async () => {
        await begin()
        const answer = await runTransaction(transactional, prepare, work)
        checkpoints.noteWrite()
        return answer
      }),
    ping: createPing(main, file),
    close() {
      closing ??= close()
      return closing
    },
  }
}
