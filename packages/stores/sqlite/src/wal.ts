import { ConfigError } from '@pylon/core'
import type { Database as Connection } from 'better-sqlite3'
import { isBusy } from './errors.ts'

/** Switches the file to a write-ahead log, in which readers and a writer do not wait for each other. */
export function useWal(connection: Connection, path: string, busyTimeoutSecs: number): void {
  const mode = switchMode(connection, busyTimeoutSecs)
  if (mode !== 'wal') throw new ConfigError([`${path}: the file system does not allow SQLite's write-ahead log`])
}

/** Of processes that switch at once all hold a lock that the others want: SQLite gives up without waiting. */
function switchMode(connection: Connection, busyTimeoutSecs: number): unknown {
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      return connection.pragma('journal_mode = WAL', { simple: true })
    } catch (error) {
      if (!isBusy(error) || waitedMs >= busyTimeoutSecs * 1_000) throw error
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
  }
}

const pauseMs = 5
