import { ConfigError } from '@pylon/core'
import type { ClientBase } from 'pg'
import type { Connections } from './connections.ts'
import { migrate } from './migrate.ts'

/** Sees to it that the server is one that the stores can use, and that the tables are there. */
export async function prepareDatabase(connections: Connections, schema: string, place: string): Promise<void> {
  const client = await connections.borrow(performance.now())
  const timer = setTimeout(() => connections.giveBack(client, new Error('The start took too long')), longestStartMs)
  try {
    await checkServer(client, place)
    await migrate(client, schema, place)
    connections.giveBack(client)
  } catch (error) {
    connections.giveBack(client, error as Error) // the driver throws nothing else
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** Another server may be at the same step for a while. */
const longestStartMs = 60_000

async function checkServer(client: ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string }>(`
    SELECT current_setting('server_version_num')::integer AS version, current_setting('server_encoding') AS encoding`)
  const [{ version, encoding } = { version: 0, encoding: '' }] = rows
  const problems = [
    ...(version < 130_000 ? [`${place}: expected PostgreSQL 13 or later, found ${Math.floor(version / 10_000)}`] : []),
    ...(encoding !== 'UTF8' ? [`${place}: expected a database in UTF8, found ${encoding}`] : []),
  ]
  if (problems.length > 0) throw new ConfigError(problems)
}
