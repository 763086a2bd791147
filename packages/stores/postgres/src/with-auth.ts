import type { AuthContext } from '@pylon/core'
import type { ClientBase, Pool, PoolClient, QueryResult } from 'pg'
import { toStoreError } from './errors.ts'

/** A connection for the length of one transaction. */
export type AuthClient = Pick<ClientBase, 'query'>

/**
 * Runs `work` in one transaction in which row-level security knows who is calling: `app.user_id`, `app.tenant_id` and
 * `app.roles` (a JSON array), all empty for somebody without a user id. They end with the transaction, and so does the
 * client. What `work` throws rolls back and comes through; a commit that does not succeed throws.
 *
 * @example
 * import type { AuthContext } from '@pylon/core'
 * import { withAuth } from '@pylon/store-postgres'
 * import type { Pool } from 'pg'
 *
 * export async function listDocuments(pool: Pool, auth: AuthContext): Promise<unknown[]> {
 *   const { rows } = await withAuth(pool, auth, client => client.query('SELECT * FROM documents'))
 *   return rows
 * }
 */
export async function withAuth<T>(
  pool: Pool,
  auth: Pick<AuthContext, 'userId' | 'tenantId' | 'roles'>,
  work: (client: AuthClient) => Promise<T>,
): Promise<T> {
  const client = await connect(pool)
  const lease = { hasEnded: false }
  let problem: Error | undefined
  try {
    await begin(client, auth)
    const answer = await work(leased(client, lease))
    lease.hasEnded = true
    await commit(client)
    return answer
  } catch (error) {
    lease.hasEnded = true
    problem = await rollBack(client)
    throw error
  } finally {
    client.off('error', ignore)
    client.release(problem)
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    const client = await pool.connect()
    return client.on('error', ignore) // a connection that breaks is told to the statement, and must not end the process
  } catch (error) {
    throw toStoreError(error)
  }
}

async function begin(client: PoolClient, auth: Pick<AuthContext, 'userId' | 'tenantId' | 'roles'>): Promise<void> {
  try {
    await client.query('BEGIN')
    await client.query(setLocal, valuesOf(auth))
  } catch (error) {
    throw toStoreError(error)
  }
}

const setLocal =
  "SELECT set_config('app.user_id', $1, true), set_config('app.tenant_id', $2, true), set_config('app.roles', $3, true)"

function valuesOf({ userId, tenantId, roles }: Pick<AuthContext, 'userId' | 'tenantId' | 'roles'>): string[] {
  return userId === null ? ['', '', ''] : [userId, tenantId ?? '', JSON.stringify(roles)]
}

/** Kept for later, the client would speak in the name of whoever has the connection by then. */
function leased(client: PoolClient, lease: { readonly hasEnded: boolean }): AuthClient {
  const query = (...parameters: Parameters<ClientBase['query']>): unknown =>
    lease.hasEnded
      ? Promise.reject(new Error('This transaction has ended: its client cannot be used any more'))
      : client.query(...parameters)

  return { query: query as ClientBase['query'] } // passes every form of a call on as it is
}

/** A failed statement that `work` kept to itself turns COMMIT into ROLLBACK, without an error. */
async function commit(client: PoolClient): Promise<void> {
  const answers = await endWith(client, 'COMMIT')
  const [first] = answers
  if (first?.command !== 'COMMIT') throw new Error('A statement failed, and the transaction was rolled back')
}

async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await endWith(client, 'ROLLBACK')
    return undefined
  } catch (error) {
    return error as Error // the driver throws nothing else; the connection is thrown away
  }
}

/** `work` may have set them for the whole connection, on which the next one is somebody else. */
async function endWith(client: PoolClient, command: 'COMMIT' | 'ROLLBACK'): Promise<readonly QueryResult[]> {
  const answers: unknown = await client.query(`${command}; RESET app.user_id; RESET app.tenant_id; RESET app.roles`)
  return answers as readonly QueryResult[] // one for each of the four
}

function ignore(): void {}
