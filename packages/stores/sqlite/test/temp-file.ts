import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** The path of a database file that is not there yet, in a directory that goes with the test. */
export function tempFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'pylon-sqlite-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, 'pylon.db')
}
