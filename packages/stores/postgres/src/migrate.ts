import { setTimeout as pause } from 'node:timers/promises'
import { ConfigError } from '@pylon/core'
import { type ClientBase, escapeIdentifier } from 'pg'
import { isServerError } from './errors.ts'
import { migrations } from './migrations.ts'
import { type Tables, tablesIn } from './tables.ts'

/**
 * Takes the missing steps, each in a transaction of its own, which only one server at a time is in; one that starts
 * meanwhile waits and finds nothing to do. A schema that is up to date is only looked at.
 */
export async function migrate(client: ClientBase, schema: string, place: string): Promise<void> {
  const tables = tablesIn(schema)
  for (let tries = 1; (await checkedVersion(client, tables, place)) < migrations.length; tries++) {
    try {
      await takeNextStep(client, schema, place)
    } catch (error) {
      if (!isLockTimeout(error) || tries >= mostTries) throw error
      await pause(pauseMs) // those who were made to wait behind the step get their turn
    }
  }
}

const isLockTimeout = (error: unknown): boolean => isServerError(error) && error.code === '55P03'

/** For half a minute: a backup may be reading the table. */
const mostTries = 30
const pauseMs = 600

/** Everybody else who uses the table stands behind a step that waits for it: shorter than the time of their calls. */
const lockTimeoutMs = 400

async function takeNextStep(client: ClientBase, schema: string, place: string): Promise<void> {
  const tables = tablesIn(schema)
  await client.query(`BEGIN ISOLATION LEVEL READ COMMITTED;
    SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '10s'`)
  try {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`pylon schema ${schema}`])
    await makeSchema(client, schema)
    const version = await checkedVersion(client, tables, place)
    const step = migrations[version]
    if (step !== undefined) {
      const taken = `${step(tables)}; ${writeVersion(tables, version + 1)}`
      await client.query(`SET LOCAL lock_timeout = '${lockTimeoutMs}ms'; ${taken}`)
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {}) // the first error tells more
    throw error
  }
}

/** `IF NOT EXISTS` would ask for the right to make schemas even when it is there. */
async function makeSchema(client: ClientBase, schema: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema])
  if (rowCount === 0) await client.query(`CREATE SCHEMA ${escapeIdentifier(schema)}`)
}

/** The version of the schema; 0 = none yet. Throws `ConfigError` for one that this release does not know. */
async function checkedVersion(client: ClientBase, tables: Tables, place: string): Promise<number> {
  const found = await client.query<{ is_there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS is_there', [
    tables.schema,
  ])
  if (found.rows[0]?.is_there !== true) return 0
  const { rows } = await client.query<{ version: number }>(`SELECT version FROM ${tables.schema}`)
  const version = rows[0]?.version ?? 0
  if (version <= migrations.length) return version
  throw new ConfigError([
    `${place}: the database has schema version ${version}, and this release of Pylon knows ${migrations.length}; ` +
      'start the newer release, or restore a copy from before it',
  ])
}

const writeVersion = (tables: Tables, version: number): string => `
  CREATE TABLE IF NOT EXISTS ${tables.schema} (version integer NOT NULL);
  DELETE FROM ${tables.schema};
  INSERT INTO ${tables.schema} VALUES (${version})`
