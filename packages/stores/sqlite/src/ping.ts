import { statSync } from 'node:fs'
import { storeUnavailable } from '@pylon/core'
import Database, { type Database as Connection } from 'better-sqlite3'
import { readVersion } from './migrate.ts'

/**
 * Reads from the file through a connection of its own: the others would answer from their cache, and go on with a file
 * that was deleted.
 */
export function createPing(connection: Connection, file: string | null): () => Promise<void> {
  const opened = file === null ? null : identityOf(file)

  async function ping(): Promise<void> {
    try {
      connection.prepare(readVersion).get()
      if (file === null) return
      if (identityOf(file) !== opened) throw new Error('Another file has taken its place')
      readOnce(file)
    } catch (error) {
      throw storeUnavailable(error)
    }
  }

  return ping
}

function readOnce(file: string): void {
  const probe = new Database(file, { readonly: true, fileMustExist: true })
  try {
    probe.prepare(readVersion).get()
  } finally {
    probe.close()
  }
}

function identityOf(file: string): string {
  const { dev, ino } = statSync(file, { bigint: true })
  return `${dev}:${ino}`
}
