import { ConfigError } from '@pylon/core'
import type { Database as Connection } from 'better-sqlite3'
import { migrations } from './migrations.ts'

/** Takes the missing steps in one transaction; a second process that starts meanwhile waits and finds nothing to do. */
export function migrate(connection: Connection, path: string): void {
  const takeMissingSteps = connection.transaction(() => {
    const version = checkedVersion(connection, path)
    for (const step of migrations.slice(version)) connection.exec(step)
    if (version < migrations.length) writeVersion(connection, migrations.length)
  })
  takeMissingSteps.immediate() // takes the write lock even with nothing to do, and so finds a file that cannot be written
}

/** The version of the schema; 0 = none yet. Throws `ConfigError` for one that this release does not know. */
export function checkedVersion(connection: Connection, path: string): number {
  const hasVersion = connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'pylon_schema'").get() !== undefined
  if (!hasVersion) return 0
  const { version } = connection.prepare<[], VersionRow>(readVersion).get() ?? { version: 0 }
  if (version <= migrations.length) return version
  throw new ConfigError([
    `${path}: the database has schema version ${version}, and this release of Pylon knows ${migrations.length}; ` +
      'start the newer release, or restore a copy from before it',
  ])
}

export const readVersion = 'SELECT version FROM pylon_schema'

interface VersionRow {
  readonly version: number
}

function writeVersion(connection: Connection, version: number): void {
  connection.exec(`
    CREATE TABLE IF NOT EXISTS pylon_schema (version INTEGER NOT NULL) STRICT;
    DELETE FROM pylon_schema;
    INSERT INTO pylon_schema VALUES (${version})`)
}
