import { ConfigError } from '@pylon/core'
import type { Database as Connection } from 'better-sqlite3'

/** Reads a small file whole, which takes 40 ms at most; damage in a large one shows when a method meets it. */
export function checkPages(connection: Connection, path: string): void {
  if (Number(connection.pragma('page_count', { simple: true })) > maxPages) return
  const result = connection.pragma('quick_check(1)', { simple: true })
  if (result !== 'ok') throw new ConfigError([`${path}: the database is corrupt; restore it from a backup`])
}

const maxPages = 2_000
