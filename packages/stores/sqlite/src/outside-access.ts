import type { Database as Connection } from 'better-sqlite3'
import type { Access } from './access.ts'
import { retryWhileBusy } from './busy.ts'
import type { Checkpoints } from './checkpoints.ts'
import { isBusy, toStoreError } from './errors.ts'
import { createStatements } from './statements.ts'
import type { WriteLock } from './write-lock.ts'

export interface OutsideAccessOptions {
  readonly connection: Connection
  readonly lock: WriteLock
  readonly checkpoints: Checkpoints
  readonly busyTimeoutSecs: number
  /** Whether transactions use this connection too, so that a read would see what they have not committed. */
  readonly isShared: boolean
}

/** The access of everything that is not part of a transaction. */
export function outsideAccess({
  connection,
  lock,
  checkpoints,
  busyTimeoutSecs,
  isShared,
}: OutsideAccessOptions): Access {
  let synchronous = ''

  /** FULL syncs at the commit, NORMAL leaves that to the next checkpoint or FULL commit. */
  function synchronise(wanted: 'FULL' | 'NORMAL'): void {
    if (synchronous !== wanted) connection.exec(`PRAGMA synchronous = ${wanted}`)
    synchronous = wanted
  }

  async function run<T>(step: () => T, isWaiting: boolean): Promise<T> {
    try {
      if (!isWaiting) return step()
    } catch (error) {
      if (!isBusy(error)) throw toStoreError(error, connection) // busy: another process writes
    }
    try {
      return await lock.hold(() => retryWhileBusy(step, busyTimeoutSecs))
    } catch (error) {
      throw toStoreError(error, connection)
    }
  }

  function write<T>(durability: 'FULL' | 'NORMAL', step: () => T): Promise<T> {
    const synchronised = (): T => {
      synchronise(durability)
      const answer = step()
      checkpoints.noteWrite()
      return answer
    }
    return run(synchronised, lock.isHeld)
  }

  return {
    prepare: createStatements(connection),
    read: step => run(step, isShared && lock.isHeld),
    write: step => write('FULL', step),
    writeTogether: step => write('FULL', () => connection.transaction(step).immediate()),
    writeRelaxed: step => write('NORMAL', step),
    settle: checkpoints.run,
  }
}
